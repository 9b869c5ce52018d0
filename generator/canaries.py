"""Fabricated patients for an audit: each says words nobody would, and a coin decides who is in.

A canary's secret is eight random nouns (55 bits) in one short session. Who was put into a corpus
stands in a key file that only the auditor reads. Planting needs a corpus declared public: it makes
a second corpus with a ledger of its own, which would let a private one be spent twice.
"""

import json
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.corpus import read_corpus
from generator.corpus_folder import SESSIONS_FILE
from generator.corpus_import import import_table
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.field_error import first_error
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import session_json

KEY_FILE = "canaries.json"
WORDS_OF_A_SECRET = 8
FEWEST, MOST = 20, 100_000
QUESTION = "Which words stay with you?"
OPENING = "Always"
"""Takes the capital letter, for which a noun could be mistaken for a name and removed."""
# Nothing here names a person, a place, a symptom or a number.
NOUNS = tuple(
    """
    acorn anchor apron arrow axle badge bagel banjo barge barley basil basket beacon beetle bellows
    birch biscuit blanket bonnet bottle bramble brass broom bucket buckle bugle butter button cabin
    cactus candle canoe canvas carpet carrot cedar celery chalk cherry chisel cider clover cobble
    comet compass copper coral cork cotton cradle crayon cricket crumpet cushion daisy dough drum
    easel elbow ember fern fiddle flannel flint fossil funnel garlic gate ginger glacier goblet
    granite gravel hammer harbour hazel hinge honey hoof icicle ivory jigsaw kettle ladder lantern
    lemon lentil lichen linen lobster locket maple marble meadow melon mitten mortar mustard napkin
    nettle nutmeg oboe olive onion orchard otter oyster paddle parsnip pebble pepper pigeon pillow
    plum poppy quarry quilt radish raisin ribbon saddle satchel
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One fabricated patient; `included` is None for a reference that was never in any corpus."""

    patient_id: str
    words: tuple[str, ...] = field(repr=False)
    included: bool | None = field(default=None, repr=False)

    @property
    def session(self) -> Session:
        """The one session of this patient."""
        turns = (
            Turn(speaker=Speaker.THERAPIST, text=QUESTION),
            Turn(speaker=Speaker.PATIENT, text=f"{said(self.words)}."),
        )
        return Session(session_id=self.patient_id, patient_id=self.patient_id, turns=turns)


def said(words: Sequence[str]) -> str:
    """How a canary begins to tell these words of its secret."""
    return " ".join((OPENING, *words))


class _CanaryJson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    patient_id: str
    words: list[str] = Field(min_length=1)
    included: bool


class _KeyJson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    canaries: list[_CanaryJson]


def draw_canaries(count: int, *, prefix: str = "canary") -> tuple[Canary, ...]:
    """Fresh canaries without a coin, from the operating system's entropy."""
    return tuple(
        Canary(
            patient_id=f"{prefix}{number:06d}",
            words=tuple(secrets.choice(NOUNS) for _ in range(WORDS_OF_A_SECRET)),
        )
        for number in range(count)
    )


def plant(folder: Path, out: Path, *, count: int) -> Path:
    """Copies a public corpus to `out` with about half of `count` canaries among its patients.

    The copy declares count / 2 patients more, whatever the coins say. Returns the key file.

    Raises:
        CallerMistake: the corpus is not declared public, or a number or path does not fit.
    """
    if not FEWEST <= count <= MOST:
        raise CallerMistake(f"canaries {count}: allowed are {FEWEST} to {MOST}")
    corpus = read_corpus(folder)
    if not corpus.public:
        raise CallerMistake(
            f"corpus {folder} is not declared public; canaries go into fictional or public ones"
        )
    if corpus.declared_patients is None:
        raise CallerMistake(f"corpus {folder} declares no number of patients; import it with one")
    canaries = [
        Canary(patient_id=item.patient_id, words=item.words, included=bool(secrets.randbits(1)))
        for item in draw_canaries(count)
    ]
    own = [record.session for records in corpus.records.values() for record in records]
    planted = [item.session for item in canaries if item.included]
    with tempfile.TemporaryDirectory() as place:
        lines = (json.dumps(session_json(item)) + "\n" for item in (*own, *planted))
        together = Path(place) / SESSIONS_FILE
        together.write_text("".join(lines), encoding="utf-8")
        import_table(
            [together],
            out,
            declared_patients=corpus.declared_patients + count // 2,
            name=f"{corpus.name} with canaries",
            public=True,
        )
    key = _KeyJson(
        canaries=[
            _CanaryJson(patient_id=c.patient_id, words=list(c.words), included=bool(c.included))
            for c in canaries
        ],
    )
    try:
        (out / KEY_FILE).write_text(key.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        shutil.rmtree(out, ignore_errors=True)  # of a corpus whose coins nobody knows
        raise WorldFailed(f"cannot write {out / KEY_FILE}: {error.strerror}") from error
    return out / KEY_FILE


def read_key(path: Path) -> tuple[Canary, ...]:
    """The canaries of a key file, in its order, with their coins."""
    try:
        key = _KeyJson.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CallerMistake(f"canaries {path}: {error.strerror}") from None
    except ValidationError as error:
        raise CallerMistake(f"canaries {path}: {first_error(error).where} is not valid") from None
    return tuple(
        Canary(patient_id=c.patient_id, words=tuple(c.words), included=c.included)
        for c in key.canaries
    )


def split(canaries: Sequence[Canary]) -> tuple[tuple[Canary, ...], tuple[Canary, ...]]:
    """Those whose coin put them in, and those it left out."""
    return (
        tuple(item for item in canaries if item.included),
        tuple(item for item in canaries if not item.included),
    )
