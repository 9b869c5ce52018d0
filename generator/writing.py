"""Two ways to write a session: in one pass from one request, or turn by turn with two voices.

The pipeline asks a `Writing` for the request of an attempt; an engine answers it with a transcript
either way (`generator.interactive` wraps the engine of the second).
"""

import random
from dataclasses import dataclass, field
from typing import Protocol

from filters.lexicon import Lexicon
from generator.base.vocabulary import base_lexicon
from generator.engine import Engine, Request
from generator.interactive import Dialogue, InteractiveEngine
from generator.retrieval import Brief, Retriever, severity_of
from generator.turn_check import TurnCheck
from generator.watch import SentenceWatch
from knowledge.profile import Profile
from prompts.lead import Lead
from prompts.render import chat_messages, control_messages
from prompts.voices import ChatVoices, ControlVoices, Voices

INTERACTIVE = "interactive"


class Writing(Protocol):
    """Makes the request of one attempt."""

    def request(self, request_id: str, profile: Profile, brief: Brief, *, seed: int) -> Request: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePass:
    """The model writes the whole session from the control header, or from the same in words.

    `lexicon`: the words that the model can know; its sentences are watched then.
    """

    prompt_form: str
    retriever: Retriever
    lexicon: Lexicon | None = None

    def request(self, request_id: str, profile: Profile, brief: Brief, *, seed: int) -> Request:
        if self.prompt_form == "control":
            messages = control_messages(profile, brief.evidence, brief.denials)
        else:
            labels = self.retriever.labels()
            messages = chat_messages(profile, brief.evidence, brief.denials, labels=labels)
        watch = SentenceWatch.of_prefix("", self.lexicon)
        return Request(request_id=request_id, messages=messages, seed=seed, watch=watch)


@dataclass(slots=True, kw_only=True)
class Interactive:
    """A lead and two voices for every attempt; its engine asks for them by the request's id."""

    prompt_form: str
    retriever: Retriever
    lexicon: Lexicon | None
    _asked: dict[str, tuple[Profile, Brief]] = field(default_factory=dict)

    def request(self, request_id: str, profile: Profile, brief: Brief, *, seed: int) -> Request:
        self._asked[request_id] = profile, brief
        return Request(request_id=request_id, messages=(), seed=seed)

    def open_dialogue(self, request: Request) -> Dialogue:
        """The dialogue of a request that was made here; it can be opened once."""
        profile, brief = self._asked.pop(request.request_id)
        lead = Lead(
            profile=profile,
            evidence=brief.evidence,
            denials=brief.denials,
            tiers={
                item.symptom: self.retriever.bank.tier(
                    item.symptom, severity_of(profile, item.symptom)
                )
                for item in brief.evidence
            },
            rng=random.Random(request.seed),
        )
        return Dialogue(
            request=request,
            lead=lead,
            voices=self._voices(profile, brief),
            check=TurnCheck.of(brief.evidence, brief.denials, lexicon=self.lexicon),
        )

    def _voices(self, profile: Profile, brief: Brief) -> Voices:
        if self.prompt_form == "control":
            return ControlVoices(profile, brief.evidence, brief.denials)
        labels = self.retriever.labels()
        return ChatVoices(profile, brief.evidence, brief.denials, labels=labels)


def lexicon_of(engine: Engine) -> Lexicon | None:
    """The words that an engine's model can know: told of the embedded model alone, which knows what
    it was composed from and now and then makes a word up."""
    return base_lexicon() if engine.prompt_form == "control" else None


def writing_with(way: str, engine: Engine, retriever: Retriever) -> tuple[Writing, Engine]:
    """The way of writing that a request names, and the engine that answers it.

    Args:
        way: `writing` of a `knowledge.cohort.CohortSpec`.
    """
    form, lexicon = engine.prompt_form, lexicon_of(engine)
    if way != INTERACTIVE:
        return OnePass(prompt_form=form, retriever=retriever, lexicon=lexicon), engine
    writing = Interactive(prompt_form=form, retriever=retriever, lexicon=lexicon)
    return writing, InteractiveEngine(engine, open_dialogue=writing.open_dialogue)
