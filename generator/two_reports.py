"""The two reports on one evaluation: what may be published, and what never may.

The wall: whatever was computed from records that nobody declared public stands in `internal`;
`public` is the same report without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from evaluation.body import MOST_COMPARED, Body
from evaluation.canary_section import canary_section
from evaluation.fidelity_section import fidelity_section
from evaluation.frontier import frontier_section
from evaluation.privacy_section import privacy_section
from evaluation.report import AGAINST, REFERENCE, RUN, Kind, Report, Section
from evaluation.sections import (
    Bodies,
    arcs_section,
    divergence_section,
    diversity_section,
    realism_section,
)
from evaluation.speech import read_speech
from evaluation.utility_sections import learnable_section, measure_transfers, transfer_section
from evaluation.vectors import RememberingEmbedder
from filters.prototypes import load_prototypes, load_second_prototypes
from filters.recogniser import SymptomRecogniser
from generator.canaries import Canary, draw_canaries
from generator.evaluated import Evaluated
from generator.readings import RunReadings
from knowledge.embedding import Embedder, MiniLmEmbedder
from knowledge.session import Speaker

Say = Callable[[str], None]
REFERENCES = 10_000
"""Canaries drawn anew, which nothing can have seen."""
AUDIT_DELTA = 1e-5
"""Where the run states none."""
LIMITS = (
    "Symptoms are recognised by a program that no clinician has checked; it misses about a "
    "fifth of single lines in words it never saw.",
    "Accepted sessions passed a gate that uses the same recogniser: fidelity says what was "
    "delivered, not what the model can do; the second reader is the less circular one.",
    "Acts of therapists and words of feeling are told by short lists and rules.",
    "Checklist items are told by likeness to authored lines: about half of the phases that a "
    "session has are found, and one in ten that it lacks.",
    "Intervals draw patients again and hold for sessions like these; they do not cover another run "
    "of the same model.",
)
NOT_SYNTHETIC = (
    "These sessions are not marked synthetic and were not declared public: every figure about them "
    "is internal."
)
MARKED = (
    "These sessions are marked as not for release, because what was planned follows counts of "
    "private rows: every figure about them is internal."
)


def build_reports(
    read: Mapping[str, Evaluated], planted: Sequence[Canary], say: Say, *, most_read: int
) -> dict[Kind, Report]:
    """`read` holds the run, and what it is compared with, by name (`evaluation.report`)."""
    run = read[RUN]
    edited = _edited(run)
    for line in edited:
        say(line)
    own, compared = _sections(read, say, most_read=most_read)
    secret = [_canaries(run, planted)] if planted else []
    limits = (*LIMITS, *edited, *_of_nobody(run), *_unread(run, most_read))
    internal = Report(
        kind="internal",
        subject=run.subject,
        cohort=run.cohort,
        filters=run.filters,
        sections=(*own, *compared, *secret),
        limits=(*limits, *_compared(read)),
    )
    if not run.is_public:
        why = MARKED if run.is_internal else NOT_SYNTHETIC
        hidden = replace(run.subject, name="sessions", sessions=0, patients=0)
        public = Report(kind="public", subject=hidden, limits=(why,))
    elif all(item.is_free for name, item in read.items() if name != RUN):
        public = replace(internal, kind="public", sections=(*own, *compared))
    else:
        alone = tuple(section.of_the_run_alone() for section in own)
        public = replace(internal, kind="public", sections=alone, limits=limits)
    return {"public": public, "internal": internal}


def _of_nobody(run: Evaluated) -> tuple[str, ...]:
    if not run.of_nobody:
        return ()
    return (
        f"Whose sessions these are is not known of {run.of_nobody:,}: each counts as a patient of "
        "its own, so that intervals are too narrow where several are one person's.",
    )


def _sections(
    read: Mapping[str, Evaluated], say: Say, *, most_read: int
) -> tuple[list[Section], list[Section]]:
    """Those whose figures are the run's own, and those that compare with others as such."""
    say("opening the readers of symptoms")
    embedder = RememberingEmbedder(MiniLmEmbedder())
    first, second = _readers(embedder)
    by_name = {
        name: Body(
            name=name,
            sessions=found.sessions,
            recogniser=RunReadings(found.run, first) if found.run else first,
            embedder=embedder,
            say=say,
            most_read=most_read,
            most_turns=MOST_COMPARED if _is_read_in_part(name, found) else None,
            epsilon=found.trained_at,
        )
        for name, found in read.items()
    }
    run, reference = by_name[RUN], by_name.get(REFERENCE)
    against = {name: body for name, body in by_name.items() if name.startswith(AGAINST)}
    bodies = Bodies(run=run, reference=reference, against=against)
    say("shape of talk")
    own = [realism_section(bodies), arcs_section(bodies), diversity_section(bodies)]
    own += [fidelity_section(run, second), learnable_section(bodies)]
    transfers, skipped = measure_transfers(bodies)
    compared = [divergence_section(bodies), transfer_section(transfers, skipped)]
    frontier = frontier_section(bodies, transfers)
    compared += [frontier] if frontier else []
    guarantee = {"epsilon": read[RUN].epsilon, "delta": read[RUN].subject.delta}
    compared.append(
        privacy_section(run, train=reference, holdout=by_name.get("holdout"), **guarantee)
    )
    return own, compared


def _readers(embedder: Embedder) -> tuple[SymptomRecogniser, SymptomRecogniser]:
    """The recogniser, and the second reading, which knows nothing of what the bank taught it."""
    prototypes = load_prototypes()
    adapted = RememberingEmbedder(prototypes.embedder)
    return (
        SymptomRecogniser(replace(prototypes, embedder=adapted)),
        SymptomRecogniser(replace(load_second_prototypes(), embedder=embedder), knows_bank=False),
    )


def _edited(run: Evaluated) -> tuple[str, ...]:
    """Said rather than refused: whoever evaluates a part of a run may do so."""
    if run.accepted in (None, len(run.sessions)):
        return ()
    return (
        f"run.json says that {run.accepted} sessions were accepted, sessions.jsonl holds "
        f"{len(run.sessions)}: the figures of cohort and filters are not those of these sessions.",
    )


def _unread(run: Evaluated, most_read: int) -> tuple[str, ...]:
    if len(run.sessions) <= most_read:
        return ()
    return (
        f"About {most_read} of the {len(run.sessions)} sessions were read for symptoms, whole "
        "patients drawn at random; ask for more with --read.",
    )


def _compared(read: Mapping[str, Evaluated]) -> tuple[str, ...]:
    return tuple(
        f"Some {MOST_COMPARED} client turns of the {name} were read for symptoms, whole patients "
        "drawn at random."
        for name, found in read.items()
        if _is_read_in_part(name, found)
    )


def _is_read_in_part(name: str, found: Evaluated) -> bool:
    """What is only compared with, unless it is a run, whose gate has read it."""
    turns = sum(len(session.texts(Speaker.PATIENT)) for session in found.sessions)
    return name != RUN and found.run is None and turns > MOST_COMPARED


def _canaries(run: Evaluated, planted: Sequence[Canary]) -> Section:
    """Never published: no budget paid for what is measured on this run of this corpus."""
    unseen = draw_canaries(REFERENCES, prefix="reference")
    return canary_section(
        read_speech(run.sessions),
        [item.words for item in planted],
        [bool(item.included) for item in planted],
        [item.words for item in unseen],
        delta=run.subject.delta or AUDIT_DELTA,
        epsilon=run.epsilon,
    )
