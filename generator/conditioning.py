"""A private session -> the training window: what it says, after the header that would ask for it.

The header is found by the public recogniser in the session itself, window by window, so it is a
function of one patient's own text and costs nothing beyond the DP-SGD step that reads it. Where
nothing is recognised the header names no symptom. A window that starts mid-session is marked so,
because a generated session starts at its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
from transformers import PreTrainedTokenizerBase

from filters.recogniser import Mention, SymptomRecogniser
from generator.sampling import Window
from knowledge.profile import Encounter, Profile, Symptom
from knowledge.session import Evidence, Session
from prompts.render import MAX_DENIALS, control_messages
from prompts.transcript import render_turn

MOST_EVIDENCE = 8
EARLIER = "..."
"""Stands where a window leaves out what was said before it."""


class Recogniser(Protocol):
    """Finds symptoms in a session, blind to any profile (`filters.recogniser`)."""

    def recognise_all(self, sessions: Sequence[Session]) -> tuple[tuple[Mention, ...], ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionedSession:
    """One private session with what the recogniser found in it; draws training windows."""

    session: Session = field(repr=False)
    mentions: tuple[Mention, ...] = field(repr=False)
    turns: tuple[tuple[int, ...], ...] = field(repr=False)
    tokenizer: PreTrainedTokenizerBase = field(repr=False)

    def draw(self, num_tokens: int, *, rng: np.random.Generator) -> Window:
        """Header and whole turns from a uniformly drawn start, cut at `num_tokens` tokens.

        Half of the window at least is for the turns, so a long header loses its end.
        """
        first = int(rng.integers(len(self.turns)))
        last, spent = first + 1, len(self.turns[first])
        while last < len(self.turns) and spent + len(self.turns[last]) <= num_tokens:
            spent += len(self.turns[last])
            last += 1
        header = _header(self.session, self.mentions, first, last, self.tokenizer)
        given = header[: num_tokens // 2]
        if first > 0:
            given += _ids(self.tokenizer, EARLIER + "\n")
        body = [token for turn in self.turns[first:last] for token in turn]
        if last == len(self.turns):
            body.append(_end(self.tokenizer))
        return Window(tokens=tuple((given + body)[:num_tokens]), num_given=len(given))


def conditioned(
    sessions: Sequence[Session],
    tokenizer: PreTrainedTokenizerBase,
    *,
    recogniser: Recogniser | None = None,
) -> tuple[ConditionedSession, ...]:
    """Recognises and tokenises private sessions once, before training starts."""
    found = (recogniser or SymptomRecogniser()).recognise_all(sessions)
    return tuple(
        ConditionedSession(
            session=session,
            mentions=mentions,
            turns=tuple(tuple(_ids(tokenizer, render_turn(t) + "\n")) for t in session.turns),
            tokenizer=tokenizer,
        )
        for session, mentions in zip(sessions, found, strict=True)
    )


def _header(
    session: Session,
    mentions: Sequence[Mention],
    first: int,
    last: int,
    tokenizer: PreTrainedTokenizerBase,
) -> list[int]:
    inside = [m for m in mentions if first <= m.turn_index < last and m.is_likeliest]
    inside.sort(key=lambda mention: mention.turn_index)
    earliest = {m.symptom: m for m in reversed(inside) if m.status == "present"}
    said = sorted(earliest.values(), key=lambda mention: mention.turn_index)[:MOST_EVIDENCE]
    denied = list(dict.fromkeys(m.symptom for m in inside if m.status == "denied"))[:MAX_DENIALS]
    evidence = [Evidence(passage_id="", symptom=m.symptom, text=m.span) for m in said]
    profile = Profile(
        condition=session.labels.get("condition"),
        symptoms=MappingProxyType({m.symptom: Symptom(state="present") for m in said}),
        session=Encounter(modality=session.labels.get("modality"), turns=len(session.turns)),
    )
    request = control_messages(profile, evidence, denied)
    if not tokenizer.chat_template:
        return _ids(tokenizer, request[0]["content"] + "\n")
    text = tokenizer.apply_chat_template(list(request), tokenize=False, add_generation_prompt=True)
    return _ids(tokenizer, str(text))


def _ids(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    # Not verbose: a warning about length would tell something of a private session.
    return list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def _end(tokenizer: PreTrainedTokenizerBase) -> int:
    return int(tokenizer.eos_token_id or 0)  # pyright: ignore[reportArgumentType]
