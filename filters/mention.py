"""`Mention`: one symptom that a patient's turn tells, and what it says of it; who finds them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from knowledge.session import Session
from knowledge.status_line import Status

CERTAIN = 0.9
"""Score of a line that the expression bank holds word for word; others stay below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One symptom in one turn. `span` is verbatim from that turn; `score` is 0 to 1.

    `is_likeliest`: no other symptom fits these words better. `was_asked`: the span is a short
    answer and the symptom is the topic of the therapist's question, whose score this is; an answer
    that affirms is never the likeliest reading, so it verifies and never accuses.

    `is_faint`: too far from a complaint to be told by the patient; it stands only if it is read as
    another's, past, denied or a what-if. `score_if_told`: set where likelihoods alone call it
    denied (a complaint may hold a negation); what it scores if it is told all the same.
    """

    symptom: str
    status: Status
    span: str = field(repr=False)
    turn_index: int
    score: float
    is_likeliest: bool = True
    was_asked: bool = False
    is_faint: bool = False
    score_if_told: float | None = None


class Recogniser(Protocol):
    """Reads sessions for symptoms, blind to their plans: `filters.recogniser`, or what it heard
    before."""

    @property
    def symptoms(self) -> tuple[str, ...]: ...

    def recognise_all(
        self,
        sessions: Sequence[Session],
        *,
        at_least: float = ...,
        named: Sequence[Collection[str]] | None = None,
    ) -> tuple[tuple[Mention, ...], ...]: ...
