"""One YAML file per training run; unknown keys are refused.

What changes the guarantee (`privacy:`) lives apart from what changes only speed (`runtime:`).
Every field is publishable. Knows nothing of data or models.
"""

import math
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.yaml_text import read_yaml

EMBEDDED = "embedded"


def _number(value: Any) -> Any:
    # YAML reads `yes` as true, which would count as 1.
    if isinstance(value, bool):
        raise ValueError("allowed is a number")
    return value


Number = Annotated[float, BeforeValidator(_number)]
Finite = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Count = Annotated[int, BeforeValidator(_number), Field(ge=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PrivacyConfig(_Strict):
    """What the guarantee depends on.

    `epsilon` targets the total over all events, for the patient as unit under adding or removing
    one patient; `inf` trains without noise, and with `clipping_norm: inf` without
    a clip as well, as models ordinarily are. `patients` is the public number of patients.
    `contribution`: what a drawn patient's one clipped gradient is of, a random window or the sum
    of all windows.
    """

    epsilon: Number = Field(gt=0)
    delta: Finite | None = Field(default=None, gt=0, lt=1)
    patients: Annotated[Count, Field(ge=2)] | None = None
    clipping_norm: Number = Field(default=1.0, gt=0)
    sampling_rate: Finite = Field(gt=0, le=1)
    steps: Count
    contribution: Literal["one_window", "all_windows"] = "one_window"

    @field_validator("clipping_norm")
    @classmethod
    def _is_finite_for_a_guarantee(cls, value: float, info: ValidationInfo) -> float:
        if math.isinf(value) and math.isfinite(info.data.get("epsilon", math.inf)):
            raise ValueError("inf is allowed with epsilon: inf alone")
        return value

    @property
    def is_ordinary(self) -> bool:
        """Neither clip nor noise: training as without any thought of privacy."""
        return math.isinf(self.clipping_norm)


class TrainingConfig(_Strict):
    """How the model learns.

    `schedule`: whether the learning rate falls to 0 over the planned steps. `deidentify`: what
    takes the place of identifiers before training, unless the corpus is already de-identified.
    `rehearsal`: whole public sessions read beside every private step (`generator.rehearsal`), for
    the embedded base alone, whose public text can be composed. `own_words`: the share of windows
    whose header names symptoms without their words, so that the model learns how these patients
    tell them. None is part of the guarantee.
    """

    method: Literal["lora", "full"] = "lora"
    lora_rank: Count = 16
    schedule: Literal["constant", "linear"] = "constant"
    learning_rate: Finite = Field(default=0.001, gt=0)
    window_tokens: int = Field(default=512, ge=2)
    deidentify: Literal["tags", "surrogates", "none"] = "tags"
    rehearsal: Annotated[int, BeforeValidator(_number), Field(ge=0)] = 0
    own_words: Finite = Field(default=0.0, ge=0, le=1)


class RuntimeConfig(_Strict):
    """What changes speed, and of the figures no more than the last digits.

    `seed` sets the first weights of an adapter, never the noise.
    `precision` is that of the products in the model; clipping and noise are of 32 bits always.
    """

    physical_batch: Count = 8
    seed: Annotated[int, Field(ge=0)] = 0
    precision: Literal["float32", "bfloat16"] = "float32"


class TrainConfig(_Strict):
    """A training run. `base` is `embedded`, a local folder or a hub id."""

    corpus: Path
    base: str = EMBEDDED
    privacy: PrivacyConfig
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()


def read_train_config(path: Path) -> TrainConfig:
    """Reads a training run; its relative paths are relative to the file.

    Raises:
        CallerMistake: in one line, naming the field, its value and what is allowed.
    """
    data = read_yaml(path, what="config")
    config = parse_config(data, source=str(path))
    local_base = path.parent / config.base
    is_folder = config.base != EMBEDDED and local_base.is_dir()
    return config.model_copy(
        update={
            "corpus": path.parent / config.corpus,
            "base": str(local_base.resolve()) if is_folder else config.base,
        }
    )


def parse_config(data: Any, *, source: str = "config") -> TrainConfig:
    """Checks the parsed YAML. Raises CallerMistake naming the first bad field."""
    if not isinstance(data, dict):
        raise CallerMistake(f"{source}: not a mapping; allowed keys: {_keys()}")
    try:
        return TrainConfig.model_validate(data)
    except ValidationError as error:
        wrong = first_error(error)
        if wrong.kind == "extra_forbidden":
            told = f"unknown key {wrong.where}; allowed keys: {_keys()}"
            raise CallerMistake(f"{source}: {told}") from None
        shown = "" if wrong.kind == "missing" else f" {wrong.shown}"
        raise CallerMistake(f"{source}: {wrong.where}{shown}: {wrong.message}") from None


def _keys() -> str:
    sections = {
        "privacy": PrivacyConfig,
        "training": TrainingConfig,
        "runtime": RuntimeConfig,
    }
    nested = (f"{name}{{{', '.join(kind.model_fields)}}}" for name, kind in sections.items())
    return f"corpus, base, {', '.join(nested)}"
