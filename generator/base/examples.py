"""Composed session -> training example of the embedded model: token ids and where the loss starts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

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
    """Chat messages: the control header, then the transcript."""

    header: str
    transcript: str


def example(profile: Profile, composed: Composed) -> Example:
    """The header names exactly the expressions that the transcript uses."""
    (request,) = control_messages(profile, composed.evidence, profile.denied())
    return Example(header=request["content"], transcript=render_transcript(composed.turns))


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
        yield example(
            profile, compose(profile, material=material, manner=Manner(), rng=rng)
        )
        index += 1
