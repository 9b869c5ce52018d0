"""Composed session -> training example of the embedded model: header, transcript, evidence."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.base.composer import Composed, compose
from generator.base.drawing import draw_conditions, draw_profile
from generator.base.material import Material
from generator.base.speech import Manner
from knowledge.base import KnowledgeBase
from knowledge.profile import Profile
from prompts.render import control_messages
from prompts.transcript import render_transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Chat messages: the control header, then the transcript.

    `dictated` are the character ranges of the transcript that the header dictates: topic marks
    and expressions.
    """

    header: str
    transcript: str
    dictated: tuple[tuple[int, int], ...] = ()


def example(profile: Profile, composed: Composed) -> Example:
    """The header names exactly the expressions that the transcript uses."""
    (request,) = control_messages(profile, composed.evidence, profile.denied())
    transcript = render_transcript(composed.turns, composed.marks)
    return Example(
        header=request["content"],
        transcript=transcript,
        dictated=(*_marks(transcript), *_spans(transcript, composed)),
    )


def _marks(transcript: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in re.finditer(r"(?m)^\w+( \(\w+\)):", transcript))


def _spans(transcript: str, composed: Composed) -> Iterator[tuple[int, int]]:
    """Where each expression stands; its first letter may have been lowered."""
    place = 0
    for item in composed.evidence:
        found = transcript.find(item.text[1:], place)
        if found > 0:
            place = found + len(item.text) - 1
            yield found - 1, place


MANNERS = (
    (0.65, Manner()),
    (0.15, Manner(spliced=True)),
    # Little else than the evidence: most of what such a session can teach is to read the header.
    (0.20, Manner(spliced=True, detail_per_symptom=0.2, long_turn=0.0, hedge=0.1)),
)
"""Shares of the stream. Expressions come from a finite bank that a model can learn by heart; with
these alone the first model here never learned to copy from its header (recall .01 at 6M tokens)."""


def composed_examples(
    *, seed: int, start: int, material: Material, knowledge: KnowledgeBase
) -> Iterator[Example]:
    """An endless stream; example i depends on (seed, i) alone, so training resumes anywhere."""
    known = frozenset(material.symptoms)
    index = start
    while True:
        rng = random.Random(f"{seed}:{index}")
        conditions = draw_conditions(rng, knowledge)
        profile = draw_profile(rng, knowledge=knowledge, known=known, conditions=conditions)
        manner = rng.choices([m for _, m in MANNERS], [share for share, _ in MANNERS])[0]
        if manner.long_turn == 0.0:
            profile = _shortened(profile)
        yield example(profile, compose(profile, material=material, manner=manner, rng=rng))
        index += 1


def _shortened(profile: Profile) -> Profile:
    """The same profile in as few turns as its topics allow."""
    topics = len(profile.heard()) + len(profile.denied())
    return replace(profile, session=replace(profile.session, turns=2 * topics + 8))
