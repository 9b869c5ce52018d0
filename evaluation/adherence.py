"""Adherence: which phases that its kind of session is checked for a transcript shows.

Blind: it reads what the therapist says and the kind of session, no plan, no mark, no patient. Each
turn is shared out among the phases of the kind and talk elsewhere by how near it lies to authored
lines of each (kernel density of sentence vectors); three turns in a row speak together, because a
phase is seldom one sentence. A phase is looked for where its plan has it: an early one in the first
six tenths of the session, a late one in the last six.

Right how often: docs/evaluation.md. Longer sessions have more chances to show something.

Legend: N therapist turns, L lines, I items of a checklist; the last column is talk elsewhere.
"""

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.speech import SpokenSession
from knowledge.embedding import Embedder
from knowledge.fits import Fit, kept_fit
from knowledge.packing import pack, unpack
from knowledge.session import Session, Speaker
from prompts.checklist import ChecklistItem, Checklists, load_checklists
from prompts.plan import LOOKING_BACK, USUAL_KIND, Place, session_plans

BANDWIDTH = 0.12
CLASS_SIZE_POWER = 0.2
"""At 0 a phase with many lines wins by their number, at 1 one with a single stray line."""
STRETCH = 3
REACH = 0.6
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item of the checklist: how much speaks for it, and the turn that does most.

    `turn_index` counts the session's turns, both speakers'; None where no turn could be read.
    """

    phase: str
    evidence: float
    is_shown: bool
    turn_index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """The checklist of one session."""

    session: Session = field(repr=False)
    kind: str
    items: tuple[Shown, ...]

    @property
    def num_shown(self) -> int:
        return sum(item.is_shown for item in self.items)

    @property
    def score(self) -> float:
        """Share of the items that are shown."""
        return self.num_shown / len(self.items)


def kind_of(session: Session) -> str | None:
    """The kind its profile or a label states; a planned session of no stated kind is a usual one.

    None where nobody says, or says one that no plan exists of.
    """
    stated = session.labels.get("modality")
    if session.profile is not None:
        stated = session.profile.session.modality or stated or USUAL_KIND
    return stated if stated in session_plans() else None


@dataclass(frozen=True, kw_only=True)
class AdherenceReader:
    """Judges sessions against the checklist of their kind."""

    embedder: Embedder = field(repr=False)
    checklists: Checklists = field(default_factory=load_checklists, repr=False)

    def judge_all(self, spoken: Sequence[SpokenSession]) -> tuple[Adherence, ...]:
        """Those of a known kind, embedded together."""
        kinds = [(item, kind) for item in spoken if (kind := kind_of(item.session)) is not None]
        turns = [turn.text for item, _ in kinds for turn in item.of(Speaker.THERAPIST)]
        vector_of = dict(zip(turns, self.embedder.embed(turns), strict=True))
        return tuple(self._judged(item, kind, vector_of) for item, kind in kinds)

    def _judged(self, spoken: SpokenSession, kind: str, vector_of: Mapping[str, Rows]) -> Adherence:
        """A first session has nothing to look back on."""
        turns = spoken.of(Speaker.THERAPIST)
        share_NI = self._shares(kind, [vector_of[turn.text] for turn in turns])
        places = [turn.index for turn in turns]
        items = self.checklists.by_kind[kind]
        profile = spoken.session.profile
        is_first = profile is not None and profile.session.number == 1
        return Adherence(
            session=spoken.session,
            kind=kind,
            items=tuple(
                _shown(item, session_plans()[kind].phases[item.phase], share_NI[:, row], places)
                for row, item in enumerate(items)
                if not (is_first and item.phase in LOOKING_BACK)
            ),
        )

    def _shares(self, kind: str, vectors: Sequence[Rows]) -> Rows:
        """How far each turn speaks for each item of the kind, and for talk elsewhere: 1 in all."""
        vector_ND = np.reshape(vectors, (len(vectors), self.embedder.dimension))
        items = self.checklists.by_kind[kind]
        line_LD, class_L = self._lines[kind]
        closeness_NL = np.exp((vector_ND @ line_LD.T - 1) / BANDWIDTH)
        size_I = np.bincount(class_L, minlength=len(items) + 1)
        density_NI = closeness_NL @ np.eye(len(items) + 1, dtype=np.float32)[class_L]
        density_NI /= size_I**CLASS_SIZE_POWER
        return density_NI / density_NI.sum(axis=1, keepdims=True)

    @functools.cached_property
    def _lines(self) -> Mapping[str, tuple[Rows, NDArray[np.int64]]]:
        """line_LD and class_L of every kind."""
        vector_of = self.line_vectors()
        elsewhere = self.checklists.elsewhere
        found = {}
        for kind, items in self.checklists.by_kind.items():
            parts = [*(item.said for item in items), elsewhere]
            classes = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
            found[kind] = np.stack([vector_of[line] for part in parts for line in part]), classes
        return found

    def line_vectors(self) -> Mapping[str, Rows]:
        """Of every authored line; kept, because they take longer than a small evaluation."""
        items = itertools.chain.from_iterable(self.checklists.by_kind.values())
        said = itertools.chain.from_iterable(item.said for item in items)
        lines = list(dict.fromkeys([*self.checklists.elsewhere, *said]))

        def fit() -> Fit:
            packed_LP, step_L = pack(self.embedder.embed(lines), bits=8)
            return {"packed_LP": packed_LP, "step_L": step_L}

        kept = kept_fit("phases", [self.embedder.name, lines], fit)
        return dict(zip(lines, unpack(kept["packed_LP"], kept["step_L"], bits=8), strict=True))


def _shown(item: ChecklistItem, place: Place, share_N: Rows, places: Sequence[int]) -> Shown:
    """The best stretch of turns, from the part of the session that the phase belongs to."""
    first, last = _part(place, len(share_N))
    share_P = share_N[first:last]
    if not len(share_P):
        return Shown(phase=item.phase, evidence=0.0, is_shown=False, turn_index=None)
    width = min(STRETCH, len(share_P))
    sums = np.convolve(share_P, np.ones(width), mode="valid")
    start = int(sums.argmax())
    turn = first + start + int(share_P[start : start + width].argmax())
    evidence = float(sums[start])
    return Shown(
        phase=item.phase,
        evidence=evidence,
        is_shown=evidence >= item.at_least,
        turn_index=places[turn],
    )


def _part(place: Place, num_turns: int) -> tuple[int, int]:
    reach = int(np.ceil(REACH * num_turns))
    if place == "early":
        return 0, reach
    return (num_turns - reach if place == "late" else 0), num_turns
