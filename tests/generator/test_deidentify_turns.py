"""An identifier that several turns say together leaves the corpus, and the rest of the talk stays.

In each case what stands between `<` and `>` must go, and every other letter must stay where it is;
the word before the colon is the tag.
"""

import json
import re
import sys

import pytest

from generator.cli import main
from generator.corpus import read_corpus
from generator.corpus_derived import deidentify_corpus
from generator.corpus_import import import_table
from generator.deidentify import MODES
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import session_json

ASKED = {
    "a surname asked for": "T: And what's your last name?|P: <name:Wojcik>.",
    "a number over two turns": "T: What's the best number for you?"
    "|P: <phone:Oh seven four double six>|T: Mm-hm.|P: <phone:three one eight two nine oh>.",
    "a street": "T: And your address?|P: <address:Twelve Sycamore Close>.",
    "a birthday in words": "T: Your date of birth?"
    "|P: <date:The fifteenth of March, nineteen eighty-two>.",
    "a birthplace": "T: Where did you grow up?|P: <place:Gloucester>.",
}
CUT = {
    "a name cut in two": "T: Go on.|P: I was with my cousin <name:Leonora>|T: Mm."
    "|P: <name:Vasquez> when it happened.",
    "a name begun and not said": "T: Go on.|P: My name is|T: Yes?|P: <name:Theodora>.",
    "a postcode cut in two": "T: What's your postcode?|P: <postcode:LS11>|T: Yes?"
    "|P: <postcode:4BD>",
}
SPELLED = {
    "a name over two turns": "T: How do you spell that?|P: <name:B, J, O, R>|T: Okay."
    "|P: <name:N, S, T, A, D>.",
    "a name in one turn": "T: Sorry?|P: It's <name:K-O-W-A-L-S-K-A>, with a K.",
}
LOWER = {
    "told of": "T: Who rang?|P: my sister <name:deborah>, and then <name:gareth> came round.",
    "asked for": "T: what is his name|P: <name:rupert>",
}
CASES = {**ASKED, **CUT, **SPELLED, **LOWER}
STAY = (
    "T: How do you sleep?|P: Four hours. Then five.",
    "T: Who do you live with?|P: Nobody. Just the dog.",
    "T: What's your number, nought to ten?|P: Seven. Maybe eight.",
)
_PLANTED = re.compile(r"<(\w+):([^>]*)>")


def session(case, number=0):
    turns = []
    for line in _PLANTED.sub(r"\2", case).split("|"):
        who, _, text = line.partition(": ")
        speaker = Speaker.THERAPIST if who == "T" else Speaker.PATIENT
        turns.append(Turn(speaker=speaker, text=text))
    return Session(session_id=f"s{number}", patient_id=f"p{number}", turns=tuple(turns))


def shown(found):
    letters = {Speaker.THERAPIST: "T", Speaker.PATIENT: "P"}
    return "|".join(f"{letters[turn.speaker]}: {turn.text}" for turn in found.turns)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Every case as a patient of its own."""
    folder = tmp_path_factory.mktemp("turns")
    people = [session(case, number) for number, case in enumerate((*CASES.values(), *STAY))]
    lines = "".join(json.dumps(session_json(person)) + "\n" for person in people)
    (folder / "talk.jsonl").write_text(lines)
    import_table([folder / "talk.jsonl"], folder / "raw")
    return folder / "raw"


@pytest.fixture(scope="module")
def cleaned(corpus):
    """What the function behind the command wrote, by mode and case."""

    def of(mode):
        out = corpus.with_name(mode)
        derived = deidentify_corpus(corpus, out, mode=mode)
        sessions = (record.session for (record,) in read_corpus(out).records.values())
        said = {item.session_id: shown(item) for item in sessions}
        return derived, [said[f"s{number}"] for number in range(len(said))]

    return {mode: of(mode) for mode in MODES}


@pytest.mark.parametrize("name", CASES)
def test_what_turns_say_together_becomes_tags_and_no_other_letter_changes(cleaned, name):
    _, said = cleaned["tags"]
    assert said[list(CASES).index(name)] == _PLANTED.sub(r"[\1]", CASES[name])


_WORD = re.compile(r"\w+(?:['’]\w+)*")  # a drawn name may be an O'Donnell
# The words that make the form of what is said: "double", "the ... of", "Close".
FORM = {"nineteen", "double", "the", "of", "close"}


@pytest.mark.parametrize("name", CASES)
def test_surrogates_say_something_else_in_every_place_and_only_there(cleaned, name):
    _, said = cleaned["surrogates"]
    case = CASES[name]
    rest = "(.+)".join(re.escape(part) for part in _PLANTED.split(case)[::3])
    new = re.fullmatch(rest, said[list(CASES).index(name)])
    assert new is not None
    for planted, stand_in in zip(_PLANTED.findall(case), new.groups(), strict=True):
        before, after = (_WORD.findall(part.lower()) for part in (planted[1], stand_in))
        assert len(before) == len(after) or planted[0] == "place"  # some have hyphens
        assert not [
            word
            for word, other in zip(before, after, strict=False)
            if word == other and word not in FORM
        ]


@pytest.mark.parametrize("mode", MODES)
def test_talk_that_identifies_nobody_stays_to_the_letter(cleaned, mode):
    assert tuple(cleaned[mode][1][len(CASES) :]) == STAY


def test_both_halves_of_what_is_cut_are_counted(cleaned):
    for derived, _ in cleaned.values():
        planted = [kind for case in CASES.values() for kind, _ in _PLANTED.findall(case)]
        assert derived.counts["PERSON"] == planted.count("name")
        assert derived.counts["PHONE_NUMBER"] == planted.count("phone")
        assert sum(derived.counts.values()) == len(planted)


def test_the_command_writes_what_its_function_does(corpus, cleaned, monkeypatch, capsys):
    out = corpus.with_name("by-command")
    command = ["sottovoce", "corpus", "deidentify", str(corpus), "-o", str(out), "--json"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    printed = json.loads(capsys.readouterr().out)
    derived, _ = cleaned["tags"]
    assert not ended.value.code
    assert printed == {
        "mode": "tags",
        "sessions": derived.sessions,
        "counts": dict(derived.counts),
    }
    tags = corpus.with_name("tags")
    assert (out / "sessions.jsonl").read_bytes() == (tags / "sessions.jsonl").read_bytes()
