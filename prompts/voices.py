"""The two voices of an interactive session: what each is told before it speaks.

The patient's voice knows its profile. The therapist's knows the kind of session and what has been
said, nothing else: no condition, no symptom, no age; from the second session on it knows where the
patient works, whom they mostly speak of and what they like doing, as one who has heard it before.
Two forms, as in `prompts.render`: `ControlVoices` for the embedded model, `ChatVoices` for any chat
model.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Protocol

from knowledge.profile import Profile
from knowledge.session import Evidence, Speaker, Turn
from knowledge.yaml_text import parse_yaml
from prompts.cue import Cue
from prompts.render import (
    LOW_SKILL,
    Message,
    control_header,
    even_turns,
    kept_back,
    kind_of,
    life_in_words,
    life_lines,
    modality_line,
    patient_in_words,
    register_in_words,
    template,
)
from prompts.therapist_cue import EVERYDAY
from prompts.transcript import label_of, render_turn, without_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One turn asked for: messages, the beginning of the answer, and what ends it.

    `begun` are the words of the turn that stand at the end of `prefix`.
    """

    messages: tuple[Message, ...] = field(repr=False)
    prefix: str = field(default="", repr=False)
    begun: str = field(default="", repr=False)
    stop: tuple[str, ...] = ()


class Voices(Protocol):
    """Both voices of one session."""

    def ask(self, cue: Cue, *, begun: str = "") -> Ask:
        """What the speaker of the cue is given; with the turn begun, if the form can do that."""
        ...

    def words_of(self, text: str) -> str:
        """The turn in what a model answered; empty if it said nothing."""
        ...

    def hear(self, cue: Cue, text: str) -> None:
        """Both have heard this turn."""
        ...


def patient_messages(
    profile: Profile, evidence: Sequence[Evidence], denials: Sequence[str]
) -> tuple[Message, ...]:
    """What the patient's voice is told: the whole control header, under its own name."""
    header = f"voice: patient\n{control_header(profile, evidence, denials)}"
    return ({"role": "user", "content": header},)


def therapist_messages(profile: Profile) -> tuple[Message, ...]:
    """What the therapist's voice is told: the kind of session, and the life it has heard of.

    In a first session it knows nothing of the patient.
    """
    number = profile.session.number or 1
    lines = (
        "voice: therapist",
        f"modality: {modality_line(profile)}",
        f"session: {number}",
        f"turns: {even_turns(profile)}",
        *(life_lines(profile) if number > 1 else ()),
    )
    return ({"role": "user", "content": "\n".join(lines)},)


class ControlVoices:
    """The embedded model's form: each voice has its header and a transcript with its own cues."""

    def __init__(
        self, profile: Profile, evidence: Sequence[Evidence], denials: Sequence[str]
    ) -> None:
        self._messages = {
            Speaker.PATIENT: patient_messages(profile, evidence, denials),
            Speaker.THERAPIST: therapist_messages(profile),
        }
        self._view = dict.fromkeys(Speaker, "")

    def ask(self, cue: Cue, *, begun: str = "") -> Ask:
        begun = f" {begun}" if begun else ""
        prefix = f"{self._view[cue.speaker]}{label_of(cue.speaker, cue.word)}:{begun}"
        return Ask(messages=self._messages[cue.speaker], prefix=prefix, begun=begun, stop=("\n",))

    def words_of(self, text: str) -> str:
        return " ".join(text.split())

    def hear(self, cue: Cue, text: str) -> None:
        turn = Turn(speaker=cue.speaker, text=text)
        for speaker in Speaker:
            line = render_turn(turn, cue.word if speaker is cue.speaker else None)
            self._view[speaker] += f"{line}\n"


class ChatVoices:
    """Any chat model's form: the other speaker's turns come as the user's, one's own as answers."""

    def __init__(
        self,
        profile: Profile,
        evidence: Sequence[Evidence],
        denials: Sequence[str],
        *,
        labels: Mapping[str, str],
    ) -> None:
        self._evidence = {item.symptom: item.text for item in evidence}
        self._denials, self._labels = frozenset(denials), labels
        self._system = {
            Speaker.PATIENT: _patient_system(profile, labels),
            Speaker.THERAPIST: _therapist_system(profile),
        }
        self._turns: list[Turn] = []

    def ask(self, cue: Cue, *, begun: str = "") -> Ask:
        messages: list[Message] = [{"role": "system", "content": self._system[cue.speaker]}]
        if self._turns and self._turns[0].speaker is cue.speaker:
            # Many chat templates want the user to begin.
            messages.append({"role": "user", "content": f"[{directions()['opening']}]"})
        for turn in self._turns:
            role = "assistant" if turn.speaker is cue.speaker else "user"
            messages.append({"role": role, "content": turn.text})
        direction = f"[{self._direction(cue)}]"
        if messages[-1]["role"] == "user":
            messages[-1] = {
                "role": "user",
                "content": f"{messages[-1]['content']}\n\n{direction}",
            }
        else:  # the therapist speaks first
            messages.append({"role": "user", "content": direction})
        return Ask(messages=tuple(messages))

    def _direction(self, cue: Cue) -> str:
        if cue.speaker is Speaker.THERAPIST and cue.word in self._denials:
            return directions()["check"].format(label=self._labels.get(cue.word, cue.word))
        if cue.word in self._evidence:
            return directions()["tell"].format(words=self._evidence[cue.word])
        if cue.word in self._denials:
            return directions()["deny"].format(label=self._labels.get(cue.word, cue.word))
        if cue.word in directions():
            return directions()[cue.word]
        kind = "everyday" if cue.word in EVERYDAY else "phase"
        return directions()[kind].format(name=cue.word.replace("_", " "))

    def words_of(self, text: str) -> str:
        return without_label(" ".join(text.split()))

    def hear(self, cue: Cue, text: str) -> None:
        self._turns.append(Turn(speaker=cue.speaker, text=text))


_UNSKILLED = (
    "\n\nYou are unskilled: you ask closed questions, give advice nobody asked for, and argue."
)


@functools.cache
def directions() -> Mapping[str, str]:
    """Cue word -> what a chat model is told to do with its turn."""
    text = (files("prompts") / "templates" / "cues.yaml").read_text(encoding="utf-8")
    return parse_yaml(text)


def _patient_system(profile: Profile, labels: Mapping[str, str]) -> str:
    return template("patient_system.md").format(
        **patient_in_words(profile),
        withheld="; ".join(kept_back(profile, labels)) or "nothing",
    )


def _therapist_system(profile: Profile) -> str:
    kind = kind_of(profile)
    unskilled = profile.session.therapist_skill == LOW_SKILL
    number = profile.session.number or 1
    return template("therapist_system.md").format(
        register=register_in_words(profile),
        skill=_UNSKILLED if unskilled else "",
        modality=kind.replace("_", " "),
        plan=template(f"modality_{kind}.md").strip(),
        number=number,
        earlier=f" in this conversation, and from earlier ones: {life_in_words(profile)}"
        if number > 1 and profile.patient.life()
        else " in this conversation",
    )
