"""A sentence that falls apart is written again; everything else is left as it is."""

import pytest

from filters.lexicon import Lexicon
from generator.engine import Piece, Request
from generator.engines.draft import Draft
from generator.watch import MOST_TRIES, MOST_TRIES_OF_A_DRAFT, SentenceWatch, surprise_of

WORDS = "i went to the shop and bought a loaf it was shut so we um"
LEXICON = Lexicon(words=frozenset(WORDS.split()))


LOAF = "Therapist (low): We bought a loaf."


def pieces_of(text, surprising=()):
    """A piece a word, blank first; the surprising ones cost five nats each."""
    words = text.replace("\n", " \n ").split(" ")
    return [
        Piece(
            word if not place or word == "\n" or words[place - 1] == "\n" else f" {word}",
            5.0 if word.strip(".?!") in surprising else 0.05,
        )
        for place, word in enumerate(words)
    ]


def read(text, surprising=(), *, prefix="", watch=None, finished=True):
    watch = watch or SentenceWatch(lexicon=LEXICON, start=len(prefix))
    return watch.keep(prefix + text, pieces_of(text, surprising), finished=finished)


@pytest.mark.parametrize(
    ("text", "surprising"),
    [
        ("I went to the shop.", ()),
        ("I went to the shop.", ("I", "went")),  # how it begins is a choice
        ("I went, um, to the, the shop.", ("um,", "the")),  # hesitating is none
        ("Therapist: We bought a loaf?\nPatient: It was shut.\n", ()),
    ],
)
def test_what_the_model_knows_stands(text, surprising):
    assert read(text, surprising) is None


@pytest.mark.parametrize(
    ("text", "surprising", "stands"),
    [
        ("It was shut. I went the loaf and a shop.", ("loaf", "shop", "the"), "It was shut."),
        ("It was shut. We bought a loaff.", (), "It was shut."),
        (f"{LOAF} It was shut. We bought a loaf.", (), f"{LOAF} It was shut."),
        (f"{LOAF}\nPatient: We bought a loaf.\n", (), f"{LOAF}\nPatient:"),
        (
            f"{LOAF}\nPatient (low): A shop and shut the so.\n",
            ("shut", "so"),
            f"{LOAF}\nPatient (low):",
        ),
    ],
)
def test_a_sentence_that_falls_apart_goes(text, surprising, stands):
    assert text[: read(text, surprising)] == stands


def test_a_sentence_is_read_only_when_it_has_ended():
    watch = SentenceWatch(lexicon=LEXICON, start=0)
    garbled = "I went the loaf and a shop"
    assert read(garbled, ("loaf", "shop"), watch=watch, finished=False) is None
    assert read(f"{garbled}.", ("loaf", "shop"), watch=watch, finished=False) is None
    assert read(f"{garbled}. It", ("loaf", "shop"), watch=watch, finished=False) == 0


def test_what_was_said_before_the_request_is_not_said_again():
    prefix = "Patient: I went to the shop.\nTherapist: So it was shut?\nPatient:"
    assert read(" I went to the shop.", prefix=prefix) == len(prefix)
    assert read(" It was shut.", prefix=prefix) is None


TOLD = "Patient (death): I want to die.\n"
PASSED_OVER = f"{TOLD}Therapist (low): Was it shut?\nPatient: So we um.\n"


def test_a_therapist_who_passes_a_risk_over_is_written_again_label_and_all():
    words = Lexicon(words=LEXICON.words | {"want", "die", "you", "safe", "are", "was"})
    watch = SentenceWatch(lexicon=words, start=0)
    for _ in range(MOST_TRIES):
        assert read(PASSED_OVER, watch=watch, finished=False) == len(TOLD)
    assert read(PASSED_OVER, watch=watch, finished=False) is None
    for fits in (
        f"{TOLD}Therapist: Are you safe?\nPatient: So we um.\n",
        f"{TOLD}Therapist (low): Was it shut?\n",  # may be going on
        "Patient: I bought a loaf.\nTherapist: Was it shut?\nPatient: So we um.\n",
    ):
        assert read(fits, watch=SentenceWatch(lexicon=words, start=0), finished=False) is None


def test_after_two_tries_the_whole_turn_goes_and_then_it_is_left():
    watch = SentenceWatch(lexicon=LEXICON, start=0)
    text = "Patient: It was shut. I went to the loaff."
    places = [read(text, watch=watch) for _ in range(MOST_TRIES + 1)]
    sentence, turn = len("Patient: It was shut."), len("Patient:")
    assert places == [sentence] * 2 + [turn] * (MOST_TRIES - 2) + [None]


def test_a_draft_is_not_written_again_for_ever():
    watch = SentenceWatch(lexicon=LEXICON, start=0)
    said, cuts = "", 0
    for number in range(3 * MOST_TRIES_OF_A_DRAFT):
        said += f" I went to the zz{'abcdefghij'[number % 10]}."
        cuts += read(said, watch=watch) is not None
    assert cuts == MOST_TRIES_OF_A_DRAFT


def test_more_guesses_surprise_more_than_one_and_none_not_at_all():
    calm = pieces_of("I went to the shop and bought a loaf.")
    one = pieces_of("I went to the shop and bought a loaf.", ("loaf",))
    three = pieces_of("I went to the shop and bought a loaf.", ("loaf", "bought", "shop"))
    assert surprise_of(calm) < surprise_of(one) < surprise_of(three)
    assert surprise_of([]) == 0


class _CutsOnce:
    """Lets eight characters behind the prefix stand, the first time."""

    def __init__(self):
        self.seen = []

    def keep(self, draft, pieces, *, finished):
        self.seen.append((draft, "".join(piece.text for piece in pieces), finished))
        return len("Patient:") + len(" I went.") if len(self.seen) == 1 else None


def test_a_cut_draft_is_asked_for_anew_from_where_it_stands():
    watch = _CutsOnce()
    asked = Request(request_id="a", messages=(), seed=4, prefix="Patient:", watch=watch)
    draft = Draft(asked=asked)
    text = " I went. The loaf."
    assert draft.is_cut(text, pieces_of(" I went. The loaf."[1:]), finished=True)
    rest = draft.request(100)
    assert rest.request_id != "a" and rest.seed != 4
    assert rest.prefix == "Patient: I went."
    assert rest.max_tokens is not None and 90 < rest.max_tokens < 100
    assert not draft.is_cut(" So.", [Piece(" So.", 0.1)], finished=True)
    assert watch.seen[-1][0] == "Patient: I went. So."
    whole = draft.completion(" So.", 1, finished=True)
    assert (whole.request_id, whole.text, whole.num_tokens) == ("a", " I went. So.", 5)


def test_without_a_watch_nothing_is_cut():
    draft = Draft(asked=Request(request_id="a", messages=(), seed=4))
    assert not draft.is_cut("Anything at all.", [], finished=True)
    assert draft.request(100) is draft.asked
