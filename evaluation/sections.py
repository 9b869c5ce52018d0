"""The sections of a report, from bodies of sessions: what is measured, and what stands beside it.

Decides no figure itself and knows no file; which section may be published is its caller's matter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evaluation.arcs import act_table, arc_series, measure_acts, measure_arcs
from evaluation.body import Body
from evaluation.checklist import checklist_table, measure_checklists
from evaluation.divergence import FEWEST_TURNS, measure_divergence
from evaluation.diversity import measure_diversity
from evaluation.measurement import Measurement
from evaluation.realism import measure_shape, turn_length_series
from evaluation.report import REFERENCE, RUN, Figure, Section
from evaluation.vocabulary import DISTINCT_WORDS, TYPES_WORDS, words_for

CEILING = "people against people"


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """The run, and what it is compared with; other runs by the name they have in a report."""

    run: Body
    reference: Body | None = None
    against: Mapping[str, Body] = field(default_factory=dict)

    @property
    def others(self) -> dict[str, Body]:
        """Reference and other runs by the name they have in a report."""
        named = {REFERENCE: self.reference} if self.reference else {}
        return {**named, **self.against}

    @property
    def runs(self) -> dict[str, Body]:
        """The run and the other runs by the name they have in a report."""
        return {RUN: self.run, **self.against}

    def compared(self) -> dict[str, Body]:
        """The others, and the two halves of the reference's patients."""
        if self.reference is None:
            return self.others
        first, second = self.reference.halves
        return self.others | {f"{CEILING}, half 1": first, f"{CEILING}, half 2": second}


def beside(
    own: Sequence[Measurement], others: Mapping[str, Sequence[Measurement]]
) -> tuple[Figure, ...]:
    """Figures of the run with the same figures of the others, by name."""
    by_name = {
        name: {item.name: item for item in measurements} for name, measurements in others.items()
    }
    return tuple(
        Figure(
            measurement=item,
            beside=tuple(
                replace(found[item.name], name=name, goal=None)
                for name, found in by_name.items()
                if item.name in found
            ),
        )
        for item in own
    )


def _measured(
    bodies: Bodies, measure: Callable[[Body], Sequence[Measurement]]
) -> tuple[Figure, ...]:
    others = {name: measure(body) for name, body in bodies.compared().items()}
    return beside(measure(bodies.run), others)


def realism_section(bodies: Bodies) -> Section:
    """Lengths, hesitation, repeats, openers, vocabulary; the phases that a session should have."""
    words = words_for(bodies.run.speech, TYPES_WORDS)
    figures = _measured(bodies, lambda body: measure_shape(body.speech, types_at=words))
    lengths = turn_length_series(
        bodies.run.speech, {name: body.speech for name, body in bodies.others.items()}
    )
    checked = {name: body.adherence for name, body in bodies.others.items()}
    own = bodies.run.adherence
    shares = beside(
        measure_checklists(own), {name: measure_checklists(item) for name, item in checked.items()}
    )
    return Section(
        name="realism",
        title="Does it sound like people?",
        figures=(*figures, *shares),
        tables=(checklist_table(own, checked),) if own else (),
        series=(lengths,),
        skipped=() if own else ("checklists: no session says of what kind it is",),
    )


def arcs_section(bodies: Bodies) -> Section:
    """Acts of therapists, and disclosure and feeling over a session."""
    acts = {name: measure_acts(body.speech) for name, body in bodies.others.items()}
    own = measure_acts(bodies.run.speech)
    others = {name: measure_arcs(body.heard) for name, body in bodies.others.items()}
    figures = beside(measure_arcs(bodies.run.heard), others)
    heard = {name: body.heard for name, body in bodies.others.items()}
    return Section(
        name="arcs",
        title="Does a session go the way sessions go?",
        figures=(*figures, *beside(own, acts)),
        tables=(act_table(own, acts),),
        series=arc_series(bodies.run.heard, heard),
    )


def diversity_section(bodies: Bodies) -> Section:
    """Whether patients differ, by words and by meaning."""
    words = words_for(bodies.run.speech, DISTINCT_WORDS)
    figures = _measured(
        bodies, lambda body: measure_diversity(body.speech, body.turns, distinct_at=words)
    )
    return Section(name="diversity", title="Do patients differ from one another?", figures=figures)


def divergence_section(bodies: Bodies) -> Section:
    """How near the run lies to the reference, and one half of its people to the other."""
    title = "Is what they say what people say?"
    if bodies.reference is None:
        return Section(name="divergence", title=title, skipped=("no --reference corpus was given",))
    first, second = bodies.reference.halves
    name = "likeness to the reference (frontier area)"
    others = {CEILING: second, **bodies.against}
    # All with one half and of as many turns, or their areas could not be compared.
    sizes = [len(body.turns.vector_TD) for body in (bodies.run, first, *others.values())]
    most = min((size for size in sizes if size >= FEWEST_TURNS), default=FEWEST_TURNS)
    own = measure_divergence(name, bodies.run.turns, first.turns, most=most)
    if own is None:
        num_run, num_half = (len(item.turns.vector_TD) for item in (bodies.run, first))
        reason = (
            f"client turns of four words up: {num_run} in the run, {num_half} in half of the "
            f"reference's people; {FEWEST_TURNS} are needed in each"
        )
        return Section(name="divergence", title=title, skipped=(reason,))
    measured = [
        measure_divergence(other, body.turns, first.turns, most=most)
        for other, body in others.items()
    ]
    figure = Figure(
        measurement=own,
        note=f"{most:,} client turns of each",
        beside=tuple(item for item in measured if item),
    )
    return Section(name="divergence", title=title, figures=(figure,))
