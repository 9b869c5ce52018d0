"""Two voices over a scripted engine: sessions advance together and finish by themselves."""

import random
from types import MappingProxyType

from generator.engine import Completion, Request
from generator.interactive import MOST_REPEATS, TRIES_ALONE, Dialogue, InteractiveEngine
from generator.turn_check import TurnCheck
from knowledge.profile import Encounter, Profile, Symptom
from knowledge.session import Evidence, Speaker
from prompts.lead import Lead
from prompts.transcript import parse_transcript
from prompts.voices import ControlVoices

EVIDENCE = (Evidence(passage_id="x", symptom="low_mood", text="Grey, all of it."),)


class _Batches:
    """Answers up to `room` open requests a round, the newest first, as an engine may."""

    name, prompt_form = "batches", "control"

    def __init__(self, answer, *, room=4):
        self.answer, self.room, self.rounds = answer, room, []

    def complete(self, requests):
        waiting = iter(requests)
        while True:
            batch = []
            while len(batch) < self.room and (request := next(waiting, None)) is not None:
                batch.append(request)
            if not batch:
                return
            self.rounds.append([request.request_id for request in batch])
            for request in reversed(batch):
                yield Completion(
                    request_id=request.request_id,
                    text=self.answer(request),
                    num_tokens=3,
                    finished=True,
                )

    def close(self):
        pass


def _dialogue(turns):
    def opened(request):
        profile = Profile(
            symptoms=MappingProxyType({"low_mood": Symptom(state="present")}),
            session=Encounter(modality="mi", turns=turns[request.request_id]),
        )
        return Dialogue(
            request=request,
            lead=Lead(
                profile=profile,
                evidence=EVIDENCE,
                denials=(),
                tiers={},
                rng=random.Random(request.seed),
            ),
            voices=ControlVoices(profile, EVIDENCE, ()),
            check=TurnCheck.of(EVIDENCE, (), lexicon=None),
        )

    return opened


def _requests(*names):
    return [Request(request_id=name, messages=(), seed=place) for place, name in enumerate(names)]


def _words(request):
    """Numbered turns; where a symptom or a long answer is to be told, that as well."""
    told = " Grey, all of it." if request.prefix.endswith("(low_mood):") else ""
    told += f" On{15 * ' and on'}" if request.prefix.endswith("(story):") else ""
    return f"{told} Said at {request.request_id.rpartition('/')[2]}."


def test_a_session_alternates_to_its_planned_length():
    engine = InteractiveEngine(_Batches(_words), open_dialogue=_dialogue({"a": 14}))
    (completion,) = engine.complete(_requests("a"))
    turns = parse_transcript(completion.text)
    assert [turn.speaker for turn in turns] == [Speaker.THERAPIST, Speaker.PATIENT] * 7
    assert [turn.text[-8:].split()[-1] for turn in turns] == [f"{place}." for place in range(14)]
    assert sum(turn.text.startswith("Grey, all of it.") for turn in turns) == 1
    assert completion.num_tokens == 42


def test_short_sessions_leave_while_long_ones_go_on_and_turns_are_asked_for_together():
    inner = _Batches(_words)
    engine = InteractiveEngine(inner, open_dialogue=_dialogue({"long": 30, "b": 10, "c": 10}))
    finished = [item.request_id for item in engine.complete(_requests("long", "b", "c"))]
    assert finished[-1] == "long"
    assert len(inner.rounds[3]) == 3


def test_no_more_sessions_are_open_than_allowed():
    inner = _Batches(_words, room=64)
    lengths = {str(number): 12 for number in range(9)}
    engine = InteractiveEngine(inner, open_dialogue=_dialogue(lengths), open_sessions=2)
    assert len(list(engine.complete(_requests(*lengths)))) == 9
    assert max(map(len, inner.rounds)) <= 2


def test_every_turn_has_a_seed_of_its_own_and_the_prefix_grows():
    seen = []

    def note(request):
        seen.append(request)
        return _words(request)

    engine = InteractiveEngine(_Batches(note), open_dialogue=_dialogue({"a": 12}))
    list(engine.complete(_requests("a")))
    assert len({request.seed for request in seen}) == len(seen)
    patient = [request.prefix for request in seen[1::2]]
    for earlier, later in zip(patient, patient[1:], strict=False):
        assert later.startswith(earlier)  # what a prefix cache can keep


def test_a_turn_that_misses_its_cue_is_asked_for_again_and_the_best_is_taken():
    asked = []

    def short(request):
        if not request.prefix.endswith("(story):"):
            return _words(request)
        asked.append(request)
        return " One two three four." if len(asked) == 2 else f" Said {request.seed}."

    engine = InteractiveEngine(_Batches(short), open_dialogue=_dialogue({"a": 60}))
    (completion,) = engine.complete(_requests("a"))
    first = [request for request in asked if request.request_id == asked[0].request_id]
    assert len(first) == 1 + MOST_REPEATS and len({request.seed for request in first}) == len(first)
    place = int(first[0].request_id.rpartition("/")[2])
    turns = parse_transcript(completion.text)
    assert len(turns) == 60 and turns[place].text == "One two three four."


def test_a_symptom_that_a_voice_does_not_tell_is_begun_for_it():
    asked = []

    def derails(request):
        line = request.prefix.rpartition("\n")[2]
        if "(low_mood):" not in line:
            return _words(request)
        asked.append(line)
        return " And the bus." if line.endswith(".") else " Grey, and the bus."

    engine = InteractiveEngine(_Batches(derails), open_dialogue=_dialogue({"a": 14}))
    (completion,) = engine.complete(_requests("a"))
    bare = "Patient (low_mood):"
    assert asked == [bare] * TRIES_ALONE + [f"{bare} Grey, all of it."]
    said = [turn.text for turn in parse_transcript(completion.text)]
    assert "Grey, all of it. And the bus." in said


def test_a_voice_that_says_nothing_ends_its_session_as_it_stands():
    def silent_late(request):
        return "" if request.request_id.endswith("/5") else _words(request)

    engine = InteractiveEngine(_Batches(silent_late), open_dialogue=_dialogue({"a": 20}))
    (completion,) = engine.complete(_requests("a"))
    assert len(parse_transcript(completion.text)) == 5
