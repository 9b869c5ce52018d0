"""`InteractiveEngine`: a session written by two voices in turn, over any engine.

To the pipeline it is an engine like any other: a request for a session goes in, a whole transcript
comes out. Inside, every open session asks the engine below for one turn at a time; the engine
advances all of them together, and a session that is slow holds up no other. What is said next is
the lead's decision (`prompts.lead`), in which words is the model's.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from generator.engine import Completion, Engine, Request
from generator.turn_check import WORST, TurnCheck
from generator.watch import SentenceWatch
from knowledge.session import Speaker, Turn
from prompts.cue import Cue
from prompts.lead import Lead
from prompts.transcript import render_transcript
from prompts.voices import Voices

MOST_TOKENS = {Speaker.THERAPIST: 80, Speaker.PATIENT: 200}
"""Of one turn. The longest real client turns of one in a hundred are longer; they are cut."""
MOST_REPEATS = 4
"""So often a turn is asked for again that misses its cue; what misses it least is taken."""
TRIES_ALONE = 2
"""So often the patient's voice tells a symptom by itself. Some expressions it derails in every
time; then its turn begins with the whole expression, and how it goes on is the voice's."""


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """One session under way."""

    request: Request
    lead: Lead
    voices: Voices
    check: TurnCheck
    turns: list[Turn] = field(default_factory=list)
    num_tokens: int = 0
    _tries: list[tuple[float, str]] = field(default_factory=list, repr=False)
    """Of the turn under way: how far each missed its cue, and its words."""
    _begun: str = field(default="", repr=False)
    """Words of that turn that the voice was given."""

    def next_request(self) -> Request | None:
        """The next turn as a request, or the last one again; None when the session is over."""
        cue = self.lead.cues[-1] if self._tries else self.lead.next_cue()
        if cue is None:
            return None
        asked = self.voices.ask(cue, begun=self._to_begin_with(cue))
        self._begun = asked.begun
        place = len(self.turns)
        return Request(
            request_id=f"{self.request.request_id}/{place}",
            messages=asked.messages,
            prefix=asked.prefix,
            stop=asked.stop,
            max_tokens=MOST_TOKENS[cue.speaker],
            seed=(self.request.seed + 7919 * place + 32452843 * len(self._tries)) % 2**32,
            watch=SentenceWatch.of_prefix(asked.prefix, self.check.lexicon),
        )

    def _to_begin_with(self, cue: Cue) -> str:
        if cue.speaker is Speaker.THERAPIST or len(self._tries) < TRIES_ALONE:
            return ""
        return self.check.expressions.get(cue.word, "")

    def take(self, completion: Completion) -> bool:
        """Adds the turn unless it misses its cue; false if nothing was said, which is the end."""
        text = self.voices.words_of(self._begun + completion.text)
        self.num_tokens += completion.num_tokens
        cue: Cue = self.lead.cues[-1]
        missed = self.check.miss(cue, text, self.turns) if text else WORST
        self._tries.append((missed, text))
        if missed and len(self._tries) <= MOST_REPEATS:
            return True
        said = [item for item in self._tries if item[1]]
        self._tries.clear()
        if not said:
            return False
        _, text = min(said, key=lambda item: item[0])
        self.turns.append(Turn(speaker=cue.speaker, text=text))
        self.voices.hear(cue, text)
        self.lead.hear(text)
        return True

    def completion(self) -> Completion:
        """The session so far, as one text."""
        return Completion(
            request_id=self.request.request_id,
            text=render_transcript(self.turns),
            num_tokens=self.num_tokens,
            finished=True,
        )


class InteractiveEngine:
    """Wraps an engine; `open_dialogue` makes the lead, the voices and the check of a request."""

    def __init__(
        self,
        inner: Engine,
        *,
        open_dialogue: Callable[[Request], Dialogue],
        open_sessions: int = 64,
    ) -> None:
        self._inner, self._open_dialogue = inner, open_dialogue
        self._open_sessions = open_sessions
        self.name, self.prompt_form = inner.name, inner.prompt_form

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        turns = _Turns(iter(requests), self._open_dialogue, self._open_sessions)
        for completion in self._inner.complete(turns):
            if completion.refused is not None:
                yield replace(completion, request_id=turns.give_up(completion))
                continue
            dialogue = turns.take(completion)
            if dialogue is not None:
                yield dialogue.completion()

    def close(self) -> None:
        self._inner.close()


class _Turns:
    """The turns that can be asked for now. Empty for a moment is not the end: ask again."""

    def __init__(
        self,
        waiting: Iterator[Request],
        open_dialogue: Callable[[Request], Dialogue],
        open_sessions: int,
    ) -> None:
        self._waiting, self._open_dialogue = waiting, open_dialogue
        self._room = open_sessions
        self._ready: deque[Request] = deque()
        self._open: dict[str, Dialogue] = {}

    def __iter__(self) -> Iterator[Request]:
        return self

    def __next__(self) -> Request:
        while not self._ready:
            if len(self._open) >= self._room:
                raise StopIteration
            self._start(next(self._waiting))
        return self._ready.popleft()

    def _start(self, request: Request) -> None:
        dialogue = self._open_dialogue(request)
        self._open[request.request_id] = dialogue
        self._ask(dialogue)

    def _ask(self, dialogue: Dialogue) -> bool:
        request = dialogue.next_request()
        if request is not None:
            self._ready.append(request)
        return request is not None

    def take(self, completion: Completion) -> Dialogue | None:
        """Hands a finished turn to its session; the session if that was its last turn."""
        session_id = _session_of(completion)
        dialogue = self._open[session_id]
        if dialogue.take(completion) and self._ask(dialogue):
            return None
        return self._open.pop(session_id)

    def give_up(self, completion: Completion) -> str:
        """Drops the session of a turn that the engine does not take; its request's id."""
        return self._open.pop(_session_of(completion)).request.request_id


def _session_of(completion: Completion) -> str:
    return completion.request_id.rpartition("/")[0]
