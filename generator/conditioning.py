"""A private session -> the training window: what it says, after the header that would ask for it.

The header is found by the public recogniser in the session itself, window by window, so it is a
function of one patient's own text and costs nothing beyond the DP-SGD step that reads it. Where
nothing is recognised the header names no symptom. A window that starts mid-session is marked so,
because a generated session starts at its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
from transformers import PreTrainedTokenizerBase

from filters.recogniser import FOUND, Mention, SymptomRecogniser
from generator.sampling import Window
from knowledge.profile import Encounter, Profile, Symptom
from knowledge.session import Evidence, Session, Speaker
from prompts.render import MAX_DENIALS, control_messages
from prompts.transcript import render_transcript, render_turn

MOST_EVIDENCE = 8
EARLIER = "..."
"""Stands where a window leaves out what was said before it."""


class Recogniser(Protocol):
    """Finds symptoms in a session, blind to any profile (`filters.recogniser`)."""

    def recognise_all(self, sessions: Sequence[Session]) -> tuple[tuple[Mention, ...], ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionedSession:
    """One private session with what the recogniser found in it; draws training windows.

    `lengths` are the tokens of every turn; `mentions` are in the order of the conversation.
    `own_words` is the share of drawn windows whose header names symptoms without their words.
    """

    session: Session = field(repr=False)
    mentions: tuple[Mention, ...] = field(repr=False)
    lengths: tuple[int, ...]
    tokenizer: PreTrainedTokenizerBase = field(repr=False)
    own_words: float = 0.0

    def draw(self, num_tokens: int, *, rng: np.random.Generator) -> Window:
        """Header and whole turns from a uniformly drawn start; of a turn too long, what fits."""
        first = int(rng.integers(len(self.lengths)))
        is_worded = self.own_words == 0 or rng.random() >= self.own_words
        return self._window(first, num_tokens, is_worded=is_worded)[0]

    def cover(self, num_tokens: int) -> tuple[Window, ...]:
        """Windows of whole turns one after the other; of a turn longer than one, what fits."""
        windows, first = [], 0
        while first < len(self.lengths):
            window, first = self._window(first, num_tokens)
            windows.append(window)
        return tuple(windows)

    def _window(self, first: int, num_tokens: int, *, is_worded: bool = True) -> tuple[Window, int]:
        """The window from turn `first` on and the turn after it.

        Its header asks for nothing that the window leaves out: a model that was shown otherwise
        unlearns to say what it is asked for.
        """
        last = self._end(first, num_tokens)
        given, body = self._parts(first, last, num_tokens, is_worded=is_worded)
        while len(given) + len(body) > num_tokens and last > first + 1:
            last -= 1
            given, body = self._parts(first, last, num_tokens, is_worded=is_worded)
        return _cut(given, body, num_tokens), last

    def _end(self, first: int, num_tokens: int) -> int:
        """The turn after the last whole one that fits beside `first`; at least the next."""
        last, spent = first + 1, self.lengths[first]
        while last < len(self.lengths) and spent + self.lengths[last] <= num_tokens:
            spent += self.lengths[last]
            last += 1
        return last

    def _parts(
        self, first: int, last: int, num_tokens: int, *, is_worded: bool
    ) -> tuple[list[int], list[int]]:
        """Tokens of the header and of turns [first, last).

        The header takes half of the window at most, so a long one loses its end.
        """
        topics = _topics(self.mentions, first, last)
        header = _header(self.session, topics, self.tokenizer, is_worded=is_worded)
        given = header[: num_tokens // 2]
        if first > 0:
            given += _ids(self.tokenizer, EARLIER + "\n")
        marks = _marks(self.session, topics, first)
        body = _ids(self.tokenizer, render_transcript(self.session.turns[first:last], marks))
        if last == len(self.lengths):
            body.append(int(self.tokenizer.eos_token_id or 0))  # pyright: ignore
        return given, body


def _cut(given: list[int], body: list[int], num_tokens: int) -> Window:
    return Window(tokens=tuple((given + body)[:num_tokens]), num_given=len(given))


def conditioned(
    sessions: Sequence[Session],
    tokenizer: PreTrainedTokenizerBase,
    *,
    recogniser: Recogniser | None = None,
    own_words: float = 0.0,
) -> tuple[ConditionedSession, ...]:
    """Recognises and measures private sessions once, before training starts.

    Args:
        own_words: share of drawn windows whose header names symptoms without their words.
    """
    found = (recogniser or SymptomRecogniser()).recognise_all(sessions)
    return tuple(
        replace(_measured(session, mentions, tokenizer), own_words=own_words)
        for session, mentions in zip(sessions, found, strict=True)
    )


def unconditioned(
    sessions: Sequence[Session], tokenizer: PreTrainedTokenizerBase
) -> tuple[ConditionedSession, ...]:
    """The same with headers that name no symptom: nothing is recognised."""
    return tuple(_measured(session, (), tokenizer) for session in sessions)


def _measured(
    session: Session, mentions: Sequence[Mention], tokenizer: PreTrainedTokenizerBase
) -> ConditionedSession:
    return ConditionedSession(
        session=session,
        mentions=tuple(sorted(mentions, key=lambda mention: mention.turn_index)),
        lengths=tuple(len(_ids(tokenizer, render_turn(turn) + "\n")) for turn in session.turns),
        tokenizer=tokenizer,
    )


def _topics(mentions: Sequence[Mention], first: int, last: int) -> list[Mention]:
    """What a header for turns [first, last) would list: one symptom a turn, none twice."""
    topics: dict[str, Mention] = {}
    for item in mentions:
        taken = {other.turn_index for other in topics.values()}
        inside = first <= item.turn_index < last and item.turn_index not in taken
        is_sure = item.is_likeliest and item.score >= FOUND
        if inside and is_sure and item.status in ("present", "denied"):
            topics.setdefault(item.symptom, item)
    said = [item for item in topics.values() if item.status == "present"][:MOST_EVIDENCE]
    denied = [item for item in topics.values() if item.status == "denied"][:MAX_DENIALS]
    return said + denied


def _marks(session: Session, topics: Sequence[Mention], first: int) -> dict[int, str]:
    """Position in the window -> symptom, for the patient's turn and the question before it."""
    marks: dict[int, str] = {}
    for item in topics:
        place = item.turn_index - first
        marks[place] = item.symptom
        if place > 0 and session.turns[item.turn_index - 1].speaker == Speaker.THERAPIST:
            marks[place - 1] = item.symptom
    return marks


def _header(
    session: Session,
    topics: Sequence[Mention],
    tokenizer: PreTrainedTokenizerBase,
    *,
    is_worded: bool,
) -> list[int]:
    said = [item for item in topics if item.status == "present"]
    profile = Profile(
        condition=session.labels.get("condition"),
        symptoms=MappingProxyType({item.symptom: Symptom(state="present") for item in said}),
        session=Encounter(modality=session.labels.get("modality"), turns=len(session.turns)),
    )
    evidence = [
        Evidence(passage_id="", symptom=item.symptom, text=item.span if is_worded else "")
        for item in said
    ]
    denied = [item.symptom for item in topics if item.status == "denied"]
    request = control_messages(profile, evidence, denied)
    if not tokenizer.chat_template:
        return _ids(tokenizer, request[0]["content"] + "\n")
    text = tokenizer.apply_chat_template(list(request), tokenize=False, add_generation_prompt=True)
    return _ids(tokenizer, str(text))


def _ids(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    # Not verbose: a warning about length would tell something of a private session.
    return list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
