"""Composed session -> training example of the embedded model: header, transcript, evidence.

The same session is told in one of three voices: both speakers at once, as a one-pass generation
writes it, or one of the two alone, as an interactive one does.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.base.composer import Composed, compose
from generator.base.drawing import draw_conditions, draw_profile
from generator.base.material import Material
from generator.base.speech import Manner
from knowledge.base import KnowledgeBase
from knowledge.profile import Profile
from knowledge.session import Speaker
from prompts.render import control_messages
from prompts.transcript import render_transcript
from prompts.voices import patient_messages, therapist_messages

Span = tuple[int, int]  # a range of characters of the transcript
_LABEL = re.compile(r"(?m)^(Therapist|Patient)(?: \((\w+)\))?:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Chat messages: the control header, then the transcript.

    `dictated` are the ranges of the transcript that the header dictates: topic marks and
    expressions. `given` are the ranges that generation is handed and the model need not learn.
    """

    header: str
    transcript: str
    dictated: tuple[Span, ...] = ()
    given: tuple[Span, ...] = ()


def example(profile: Profile, composed: Composed) -> Example:
    """Both speakers; the header names exactly the expressions that the transcript uses."""
    (request,) = control_messages(profile, composed.evidence, profile.denied())
    transcript = render_transcript(composed.turns, composed.topics)
    return Example(
        header=request["content"],
        transcript=transcript,
        dictated=(*_marks(transcript), *_spans(transcript, composed)),
    )


def voice_example(profile: Profile, composed: Composed, speaker: Speaker) -> Example:
    """One speaker's turns, each behind its cue; the other's stand there unmarked, to be read."""
    if speaker is Speaker.PATIENT:
        (request,) = patient_messages(profile, composed.evidence, profile.denied())
    else:
        (request,) = therapist_messages(profile)
    transcript = render_transcript(composed.turns, cues_of(composed, speaker))
    spans = _spans(transcript, composed) if speaker is Speaker.PATIENT else ()
    return Example(
        header=request["content"],
        transcript=transcript,
        dictated=tuple(spans),
        given=tuple(_given(transcript, speaker)),
    )


def cues_of(composed: Composed, speaker: Speaker) -> Mapping[int, str]:
    """Turn position -> cue, of one speaker's turns."""
    return {
        place: composed.cues[place]
        for place, turn in enumerate(composed.turns)
        if turn.speaker is speaker
    }


def _given(transcript: str, speaker: Speaker) -> Iterator[Span]:
    """Labels, and the whole of the other speaker's lines."""
    for match in _LABEL.finditer(transcript):
        own = match[1].lower() == speaker.value
        yield match.start(), match.end() if own else transcript.index("\n", match.end()) + 1


def _marks(transcript: str) -> Iterator[Span]:
    return (match.span(1) for match in re.finditer(r"(?m)^\w+( \(\w+\)):", transcript))


def _spans(transcript: str, composed: Composed) -> Iterator[Span]:
    """Where each expression stands; its first letter may have been lowered."""
    place = 0
    for item in composed.evidence:
        found = transcript.find(item.text[1:], place)
        if found > 0:
            place = found + len(item.text) - 1
            yield found - 1, place


MANNERS = (
    (0.7, Manner()),
    (0.2, Manner(spliced=True)),
    # Little else than the evidence: most of what such a session can teach is to read the header.
    (0.1, Manner(spliced=True, pieces=(0.1, 0.8, 0.05, 0.05), long_turn=0.0, hedge=0.1)),
)
"""Shares of the stream. Expressions come from a finite bank that a model can learn by heart; with
these alone the first model here never learned to copy from its header (recall .01 at 6M tokens)."""
VOICES = ((0.6, None), (0.22, Speaker.PATIENT), (0.18, Speaker.THERAPIST))


def composed_examples(
    *, seed: int, start: int, material: Material, knowledge: KnowledgeBase, step: int = 1
) -> Iterator[Example]:
    """Examples start, start + step, ... without end.

    Example i depends on (seed, i) alone, so training resumes anywhere and several can share a
    stream.
    """
    known = frozenset(material.symptoms)
    index = start
    while True:
        rng = random.Random(f"{seed}:{index}")
        conditions = draw_conditions(rng, knowledge)
        profile = draw_profile(rng, knowledge=knowledge, known=known, conditions=conditions)
        manner = rng.choices([m for _, m in MANNERS], [share for share, _ in MANNERS])[0]
        if manner.long_turn == 0.0:
            profile = _shortened(profile)
        composed = compose(profile, material=material, manner=manner, rng=rng)
        voice = rng.choices([v for _, v in VOICES], [share for share, _ in VOICES])[0]
        yield (
            example(profile, composed) if voice is None else voice_example(profile, composed, voice)
        )
        index += step


def _shortened(profile: Profile) -> Profile:
    """The same profile in as few turns as its topics allow."""
    topics = len(profile.heard()) + len(profile.denied())
    return replace(profile, session=replace(profile.session, turns=2 * topics + 8))
