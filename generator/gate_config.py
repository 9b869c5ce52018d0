"""`GateConfig`: how strict each filter of a run is, and which public text it may not repeat.

Read from YAML; unknown keys are refused. One mapping a filter, by the names of the filter's own
fields. What is not named keeps its default. Knows which way a threshold gets looser, not what it
means.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from filters.memorization import NEAR_COPY_JACCARD
from filters.runs import RUN_WORDS
from filters.structure import MAX_TURNS, MIN_TURNS
from filters.verdict import Filter
from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.yaml_text import read_yaml

LOOSER_LOWER, LOOSER_HIGHER = "looser when lower", "looser when higher"


def _number(value: Any) -> Any:
    if isinstance(value, bool):  # YAML reads `yes` as true, which would count as 1
        raise ValueError("allowed is a number")
    return value


_NUMBER = BeforeValidator(_number)
_Finite = Annotated[float, Field(allow_inf_nan=False)]
Floor = Annotated[_Finite | None, _NUMBER, LOOSER_LOWER]
Ceiling = Annotated[_Finite | None, _NUMBER, LOOSER_HIGHER]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StructureConfig(_Strict):
    """Of `filters.structure`."""

    min_turns: Annotated[int | None, _NUMBER, LOOSER_LOWER] = Field(default=None, ge=2)
    max_turns: Annotated[int | None, _NUMBER, LOOSER_HIGHER] = Field(default=None, le=1000)

    @property
    def turns(self) -> tuple[int, int]:
        """The fewest and the most of a session."""
        return (
            MIN_TURNS if self.min_turns is None else self.min_turns,
            MAX_TURNS if self.max_turns is None else self.max_turns,
        )

    @model_validator(mode="after")
    def _has_room(self) -> "StructureConfig":
        low, high = self.turns
        if low > high:
            raise ValueError(f"min_turns {low} is above max_turns {high}")
        return self


class StyleConfig(_Strict):
    """Of `filters.style`."""

    max_opener_share: Ceiling = Field(default=None, ge=0, le=1)
    max_six_openers_share: Ceiling = Field(default=None, ge=0, le=1)
    max_doubled_per_1000_words: Ceiling = Field(default=None, ge=0)
    min_turn_length_variation: Floor = Field(default=None, ge=0)
    max_unknown_words: Annotated[int | None, _NUMBER, LOOSER_HIGHER] = Field(default=None, ge=0)


class SafetyConfig(_Strict):
    """Of `filters.safety`."""

    answer_within_therapist_turns: Annotated[int | None, _NUMBER, LOOSER_HIGHER] = Field(
        default=None, ge=1, le=10
    )


class IdentifierConfig(_Strict):
    """Of `filters.identifiers`."""

    min_score: Ceiling = Field(default=None, gt=0, le=1)


class PublicTextConfig(_Strict):
    """Of `filters.public_text`, for a gate that names a public text. Shorter runs are not found."""

    shortest_copy_words: Annotated[int | None, _NUMBER, LOOSER_HIGHER] = Field(
        default=None, ge=RUN_WORDS
    )
    max_share: Ceiling = Field(default=None, ge=0, le=1)


class MemorizationConfig(_Strict):
    """Of `filters.memorization`. Below its default the index of sketches finds no near-copies."""

    max_span_log_ratio: Ceiling = Field(default=None, gt=0)
    max_nats_by_heart: Ceiling = Field(default=None, gt=0)
    near_copy_similarity: Ceiling = Field(default=None, ge=NEAR_COPY_JACCARD, le=1)
    told_again_cosine: Ceiling = Field(default=None, gt=0, le=1)


class FidelityConfig(_Strict):
    """Of `filters.fidelity`."""

    min_recall: Floor = Field(default=None, ge=0, le=1)


class JudgeConfig(_Strict):
    """Of `filters.judge`, for a run that names a judge."""

    min_recall: Floor = Field(default=None, ge=0, le=1)
    reject_unjudged: Annotated[bool | None, LOOSER_LOWER] = Field(default=None, strict=True)


class FiltersConfig(_Strict):
    """The filters that have something to set."""

    structure: StructureConfig = StructureConfig()
    style: StyleConfig = StyleConfig()
    safety: SafetyConfig = SafetyConfig()
    identifiers: IdentifierConfig = IdentifierConfig()
    public_text: PublicTextConfig = PublicTextConfig()
    memorization: MemorizationConfig = MemorizationConfig()
    fidelity: FidelityConfig = FidelityConfig()
    judge: JudgeConfig = JudgeConfig()


class GateConfig(_Strict):
    """`filters: {fidelity: {min_recall: 0.8}}`. The file may leave out whatever it likes.

    `public_text` names what sessions must not repeat (`generator.public_text` opens it).
    """

    filters: FiltersConfig = FiltersConfig()
    public_text: Path | None = None


def read_gate(path: Path | None, *, has_judge: bool = False) -> GateConfig:
    """The thresholds of a file; the defaults without one.

    Raises:
        CallerMistake: in one line, naming the field, its value and what is allowed.
    """
    if path is None:
        return GateConfig()
    try:
        config = GateConfig.model_validate(read_yaml(path, what="gate"))
        if config.filters.judge != JudgeConfig() and not has_judge:
            told = f"gate {path}: filters.judge goes with --judge or --judge-endpoint"
            raise CallerMistake(told)
        if config.filters.public_text != PublicTextConfig() and config.public_text is None:
            told = f"gate {path}: filters.public_text goes with public_text: FOLDER_OR_JSONL"
            raise CallerMistake(told)
        return config
    except ValidationError as error:
        wrong = first_error(error)
        if wrong.kind == "extra_forbidden":
            allowed = ", ".join(_keys_of(wrong.location[:-1]))
            told = f"unknown key {wrong.where}; allowed keys: {allowed}"
        elif wrong.kind == "model_type":
            allowed = ", ".join(_keys_of(wrong.location))
            told = f"{wrong.where} is not a mapping; allowed keys: {allowed}"
        else:
            told = f"{wrong.where} {wrong.shown}: {wrong.message}"
        raise CallerMistake(f"gate {path}: {told}") from None


def turns_outside(planned: tuple[int, int], config: GateConfig) -> str | None:
    """Why no session of so many turns would pass; None where some would."""
    allowed = config.filters.structure.turns
    if planned[0] <= allowed[1] and planned[1] >= allowed[0]:
        return None
    told = " to ".join(map(str, dict.fromkeys(planned)))
    return (
        f"cohort field turns: {told} are planned, and the gate allows "
        f"{allowed[0]} to {allowed[1]}: set filters: {{structure: {{min_turns: ..., "
        "max_turns: ...}} in a file for --gate"
    )


def _keys_of(location: tuple[int | str, ...]) -> list[str]:
    model: Any = GateConfig
    for part in location:
        model = model.model_fields[str(part)].annotation
    return list(model.model_fields)


def adjusted(item: Filter, config: GateConfig) -> Filter:
    """The same filter with what the configuration sets for it."""
    section = getattr(config.filters, item.name, None)
    chosen = section.model_dump(exclude_none=True) if section is not None else {}
    # A dataclass, as every filter with thresholds is.
    return replace(item, **chosen) if chosen else item  # pyright: ignore[reportArgumentType]


def directions(name: str) -> dict[str, str]:
    """The thresholds of a filter and which way each gets looser; empty if it has none."""
    if name not in FiltersConfig.model_fields:
        return {}
    section: Any = FiltersConfig.model_fields[name].annotation
    return {
        field: next(mark for mark in info.metadata if mark in (LOOSER_LOWER, LOOSER_HIGHER))
        for field, info in section.model_fields.items()
    }
