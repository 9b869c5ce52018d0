"""How a session goes on: quarter by quarter, what clients say of themselves and therapists do.

A quarter is a quarter of the session's turns. A turn discloses if a symptom is recognised in it as
present or past; it describes a problem if it discloses, or has more unpleasant words than pleasant
ones. Mentions come from outside: this module recognises nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.acts import QUESTIONS, Act, act_of
from evaluation.bootstrap import measure_ratio, measure_sums
from evaluation.emotion import feelings
from evaluation.measurement import Measurement
from evaluation.report import RUN, Line, Series, Table, owner_of
from evaluation.speech import Speech, SpokenSession, SpokenTurn
from filters.recogniser import Mention
from knowledge.session import Speaker

QUARTERS = 4
STILL_AT = 16
WINDOW = 4
"""Turns from the sixteenth on that are looked at: two of the client's as a rule."""
DISCLOSED = ("present", "past")

Mentions = Mapping[str, Sequence[Mention]]
"""Mentions by session id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Sessions as speech, and in which of their turns a symptom is told."""

    speech: Speech = field(repr=False)
    disclosing: Mapping[str, frozenset[int]] = field(repr=False)

    @classmethod
    def of(cls, speech: Speech, mentions: Mentions) -> "Heard":
        return cls(
            speech=speech,
            disclosing={
                name: frozenset(item.turn_index for item in found if item.status in DISCLOSED)
                for name, found in mentions.items()
            },
        )

    def discloses(self, session: SpokenSession, turn: SpokenTurn) -> bool:
        return turn.index in self.disclosing.get(session.session.session_id, frozenset())

    def describes_problem(self, session: SpokenSession, turn: SpokenTurn) -> bool:
        pleasant, unpleasant = feelings(turn.words)
        return unpleasant > pleasant or self.discloses(session, turn)


Value = Callable[[SpokenSession, SpokenTurn], tuple[float, float]]


def measure_arcs(heard: Heard) -> tuple[Measurement, ...]:
    """Figures of the whole session, and how the last quarter differs from the first."""
    found = [
        _over("client turns that tell a symptom", heard, _disclosure(heard)),
        _over("feeling words", heard, _feeling_words, times=1000, unit="per 1,000 client words"),
        _over("unpleasant among feeling words", heard, _unpleasant),
        _still(heard),
        _quarter_ratio("client turn length, last quarter to first", heard),
    ]
    return tuple(item for item in found if item is not None)


def arc_series(heard: Heard, others: Mapping[str, Heard]) -> tuple[Series, ...]:
    """Length, disclosure and feeling by quarter, of the run and of others by name."""
    values: tuple[tuple[str, str, str, Callable[[Heard], Value]], ...] = (
        ("arc_length", "Client words a turn", "words", lambda _: _length),
        ("arc_disclosure", "Client turns that tell a symptom", "share", _disclosure),
        ("arc_unpleasant", "Unpleasant among feeling words", "share", lambda _: _unpleasant),
    )
    return tuple(
        Series(
            name=name, title=f"{title}, by quarter of the session", shape="line",
            x_label="quarter of the session", y_label=unit, x=tuple(range(1, QUARTERS + 1)),
            lines=tuple(
                _line(of, body, value(body), unit) for of, body in {RUN: heard, **others}.items()
            ),
        )
        for name, title, unit, value in values
    )  # fmt: skip


def _line(name: str, heard: Heard, value: Value, unit: str) -> Line:
    quarters = (_in_quarter(quarter, value) for quarter in range(QUARTERS))
    found = [_over(name, heard, quarter, unit=unit) for quarter in quarters]
    return Line.of_measurements(name, found, of=owner_of(name))


def _over(
    name: str, heard: Heard, value: Value, *, times: float = 1.0, unit: str = "share"
) -> Measurement | None:
    """Parts over wholes of all client turns, with an interval over patients."""
    tops, wholes = [], []
    for sessions in heard.speech.patients.values():
        found = [value(session, turn) for session in sessions for turn in session.client]
        tops.append(sum(top for top, _ in found))
        wholes.append(sum(whole for _, whole in found))
    return measure_ratio(name, tops, wholes, times=times, unit=unit)


def _in_quarter(quarter: int, value: Value) -> Value:
    def inside(session: SpokenSession, turn: SpokenTurn) -> tuple[float, float]:
        return value(session, turn) if quarter_of(session, turn) == quarter else (0, 0)

    return inside


def quarter_of(session: SpokenSession, turn: SpokenTurn) -> int:
    """0 to 3."""
    return min(QUARTERS * turn.index // max(len(session.session.turns), 1), QUARTERS - 1)


def _length(_: SpokenSession, turn: SpokenTurn) -> tuple[float, float]:
    return len(turn.words), 1


def _disclosure(heard: Heard) -> Value:
    return lambda session, turn: (heard.discloses(session, turn), 1)


def _feeling_words(_: SpokenSession, turn: SpokenTurn) -> tuple[float, float]:
    return sum(feelings(turn.words)), len(turn.words)


def _unpleasant(_: SpokenSession, turn: SpokenTurn) -> tuple[float, float]:
    pleasant, unpleasant = feelings(turn.words)
    return unpleasant, pleasant + unpleasant


def _still(heard: Heard) -> Measurement | None:
    def value(session: SpokenSession, turn: SpokenTurn) -> tuple[float, float]:
        near = STILL_AT - 1 <= turn.index < STILL_AT - 1 + WINDOW
        return (heard.describes_problem(session, turn), 1) if near else (0, 0)

    return _over(f"client turns describing the problem, turns {STILL_AT} to 19", heard, value)


def _quarter_ratio(name: str, heard: Heard) -> Measurement | None:
    """Mean length in the last quarter over that in the first."""
    rows = []
    for sessions in heard.speech.patients.values():
        row = [0.0] * 4
        for session, turn in ((s, t) for s in sessions for t in s.client):
            quarter = quarter_of(session, turn)
            if quarter in (0, QUARTERS - 1):
                place = 0 if quarter else 2
                row[place] += len(turn.words)
                row[place + 1] += 1
        rows.append(row)
    return measure_sums(
        name, rows, lambda s_RK: (s_RK[:, 0] / s_RK[:, 1]) / (s_RK[:, 2] / s_RK[:, 3]), unit="ratio"
    )


def measure_acts(speech: Speech) -> tuple[Measurement, ...]:
    """Share of each act among therapist turns, and reflections for a question."""
    counts = [_acts(sessions) for sessions in speech.patients.values()]
    found = [
        measure_ratio(
            f"therapist: {act.value}", [c[act] for c in counts], [sum(c.values()) for c in counts]
        )
        for act in Act
    ]
    found.append(
        measure_ratio(
            "reflections for a question",
            [c[Act.REFLECTION] for c in counts],
            [sum(c[act] for act in QUESTIONS) for c in counts],
            unit="ratio",
        )
    )
    return tuple(item for item in found if item is not None)


def _acts(sessions: Sequence[SpokenSession]) -> dict[Act, int]:
    count = dict.fromkeys(Act, 0)
    for turn in (turn for item in sessions for turn in item.of(Speaker.THERAPIST)):
        count[act_of(turn.text)] += 1
    return count


def act_table(own: Sequence[Measurement], others: Mapping[str, Sequence[Measurement]]) -> Table:
    """The acts side by side."""
    columns = {"run": own, **others}
    by_name = {name: {item.name: item.value for item in found} for name, found in columns.items()}
    return Table(
        name="acts",
        title="What therapists do",
        columns=("act", *columns),
        rows=tuple(
            (item.name, *(by_name[name].get(item.name) for name in columns)) for item in own
        ),
    )
