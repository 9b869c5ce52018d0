"""`Checkpoint`: trained weights with the guarantee beside them, in one folder.

    checkpoint/{adapter/ | model/, base.json, guarantee.json, README.md}

Reading verifies: the weights are those the guarantee speaks of, and its epsilon follows from its
events. Knows nothing of the corpus.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.config import EMBEDDED
from generator.durable import replace_folder
from generator.guarantee import Guarantee, check_guarantee, parse_guarantee
from knowledge.errors import CallerMistake, GateRefused, WorldFailed

GUARANTEE_FILE = "guarantee.json"
BASE_FILE = "base.json"
EMBEDDED_FOLDER = Path(__file__).parent / "base" / "model"
Weights = Literal["adapter", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A verified checkpoint. `weights` is an adapter over the base, or a whole model.

    `share` of what was trained is in them (`generator.interpolation`).
    """

    folder: Path
    guarantee: Guarantee
    base: str
    weights: Weights
    share: float

    @property
    def weights_folder(self) -> Path:
        """Where the weights lie (safetensors)."""
        return self.folder / self.weights


class _BaseJson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    base: str
    base_sha256: str | None
    weights: Weights
    share: float = Field(default=1.0, gt=0, le=1)


def find_base(base: str) -> Path:
    """The local folder of a base model: `embedded`, a folder, or a hub id (downloaded if needed).

    Raises:
        CallerMistake: naming the value and what is allowed.
    """
    folder = EMBEDDED_FOLDER if base == EMBEDDED else Path(base)
    if (folder / "config.json").is_file():
        return folder
    if base == EMBEDDED:
        raise CallerMistake("base embedded: this installation carries no embedded model")
    if folder.exists() or base.count("/") != 1 or base.startswith((".", "/")):
        raise CallerMistake(f"base {base}: allowed are embedded, a model folder or a hub id")
    return _download(base)


def is_trained_here(folder: Path) -> bool:
    """Whether a model folder is a checkpoint or the weights of one: it learned from a corpus."""
    places = (folder.resolve(), folder.resolve().parent)
    return any((place / GUARANTEE_FILE).is_file() for place in places)


def folder_sha256(folder: Path) -> str:
    """One hash over the names and bytes of a folder's files."""
    total = hashlib.sha256()
    for file in sorted(item for item in folder.rglob("*") if item.is_file()):
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        total.update(f"{file.relative_to(folder).as_posix()} {digest}\n".encode())
    return total.hexdigest()


def check_new_checkpoint(out: Path, *, overwrite: bool) -> None:
    """Raises CallerMistake: `out` exists and is not to be overwritten, or is no checkpoint."""
    if not out.exists():
        return
    if not overwrite:
        raise CallerMistake(f"output {out} exists; name a new folder or allow overwriting it")
    if not (out / GUARANTEE_FILE).is_file():
        raise CallerMistake(f"output {out} is no checkpoint, so it is not overwritten")


def write_checkpoint(
    out: Path,
    *,
    base: str,
    weights: Weights,
    save_weights: Callable[[Path], None],
    guarantee_of: Callable[[str], Guarantee],
    share: float = 1.0,
    overwrite: bool = False,
) -> Guarantee:
    """Writes a new checkpoint folder all at once: a crash leaves no half checkpoint.

    Args:
        save_weights: writes the weights into the folder it is given.
        guarantee_of: weights_sha256 -> the guarantee.
        share: of what was trained, that the weights hold.
        overwrite: replaces the checkpoint that is there.
    """
    from safetensors import SafetensorError

    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        (partial / weights).mkdir()
        save_weights(partial / weights)
        guarantee = guarantee_of(folder_sha256(partial / weights))
        described = _BaseJson(
            base=base, base_sha256=guarantee.base_sha256, weights=weights, share=share
        )
        (partial / BASE_FILE).write_text(described.model_dump_json(indent=2) + "\n")
        (partial / GUARANTEE_FILE).write_text(
            json.dumps(guarantee.as_json(), indent=2, allow_nan=False) + "\n"
        )
        (partial / "README.md").write_text(_card(guarantee, base=base, share=share))
        partial.chmod(0o755)
        (replace_folder if overwrite else Path.rename)(partial, out)
    except (OSError, SafetensorError) as error:
        raise WorldFailed(f"cannot write checkpoint {out}: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return guarantee


def read_checkpoint(folder: Path) -> Checkpoint:
    """Reads and verifies a checkpoint.

    Raises:
        CallerMistake: the folder, a file or a field is missing.
        GateRefused: the weights are not the guarantee's, or its epsilon does not recompute.
    """
    content = _content(folder, GUARANTEE_FILE)
    try:
        guarantee = parse_guarantee(content)
    except CallerMistake as error:
        raise CallerMistake(f"{folder / GUARANTEE_FILE}: {error}") from None
    try:
        described = _BaseJson.model_validate_json(_content(folder, BASE_FILE))
    except ValidationError:
        raise CallerMistake(f"{folder / BASE_FILE}: not the description of a base") from None
    if not (folder / described.weights).is_dir():
        raise CallerMistake(f"checkpoint {folder} has no folder {described.weights}/")
    check_guarantee(guarantee)
    if folder_sha256(folder / described.weights) != guarantee.weights_sha256:
        raise GateRefused(f"checkpoint {folder}: the weights are not those of its guarantee")
    if described.base_sha256 != guarantee.base_sha256:
        raise GateRefused(f"checkpoint {folder}: {BASE_FILE} is not the base of its guarantee")
    return Checkpoint(
        folder=folder,
        guarantee=guarantee,
        base=described.base,
        weights=described.weights,
        share=described.share,
    )


def verified_base(checkpoint: Checkpoint) -> Path:
    """The base model's folder. Raises GateRefused if it is not the one that was trained on."""
    folder = find_base(checkpoint.base)
    if folder_sha256(folder) != checkpoint.guarantee.base_sha256:
        raise GateRefused(f"base {checkpoint.base} is not the one this checkpoint was trained on")
    return folder


def served_folder(checkpoint: Path | None) -> tuple[Path, str]:
    """The model folder an engine serves, and its prompt form (`control` or `chat`).

    None is the embedded base. An adapter is merged into its base in a folder that lasts as long
    as the process. Raises what `read_checkpoint` and `verified_base` raise.
    """
    if checkpoint is None:
        return find_base(EMBEDDED), "control"
    read = read_checkpoint(checkpoint)
    form = "control" if read.base == EMBEDDED else "chat"
    if read.weights == "model":
        return read.weights_folder, form
    return _merged(read.weights_folder, base=verified_base(read)), form


def _merged(adapter: Path, *, base: Path) -> Path:
    import atexit

    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = Path(tempfile.mkdtemp(prefix="merged-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    model = AutoModelForCausalLM.from_pretrained(base, use_safetensors=True, dtype=torch.float32)
    merged = PeftModel.from_pretrained(model, adapter).merge_and_unload()  # pyright: ignore
    merged.save_pretrained(folder)
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
    return folder


def _content(folder: Path, name: str) -> bytes:
    if not folder.is_dir():
        raise CallerMistake(f"checkpoint {folder} does not exist")
    if not (folder / name).is_file():
        raise CallerMistake(f"{folder} is no checkpoint: it has no {name}")
    return (folder / name).read_bytes()


def _download(base: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(base, allow_patterns=["*.json", "*.safetensors", "*.jinja"]))
    except HFValidationError:
        raise CallerMistake(f"base {base}: not a hub id") from None
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise WorldFailed(f"base {base}: cannot be fetched from the hub") from error


def _card(guarantee: Guarantee, *, base: str, share: float) -> str:
    if guarantee.kind == "dp":
        promise = (
            f"Trained with differential privacy: epsilon {guarantee.epsilon:.3f}, "
            f"delta {guarantee.delta:.3g}, for the patient as unit (all sessions together), "
            "adjacency add or remove one patient."
        )
    else:
        promise = "Trained WITHOUT differential privacy: epsilon is infinite. Do not release it."
    kept = f"Weights: base + {share:g} of what was trained.\n\n" if share < 1 else ""
    norm = guarantee.clipping_norm
    clip = "gradients not clipped" if norm is None else f"clipping norm {norm:g}"
    return (
        f"# Checkpoint\n\nBase model: {base}\n\n{promise}\n\n{kept}"
        f"{guarantee.steps} steps, sampling rate {guarantee.sampling_rate:g} (Poisson, per "
        f"patient), noise multiplier {guarantee.noise_multiplier:.4g}, {clip}. "
        "Details: `guarantee.json`.\n\n"
        "Patients present in several corpora compose beyond this guarantee; therapists and third "
        "persons have none of their own.\n"
    )
