"""Checklists: read from the therapist alone, by kind of session."""

import pytest

from evaluation.adherence import AdherenceReader, kind_of
from evaluation.checklist import SHOWN, checklist_table, measure_checklists
from evaluation.speech import read_speech
from evaluation.vectors import RememberingEmbedder
from knowledge.embedding import judging_embedder
from knowledge.session import Speaker
from prompts.checklist import load_checklists
from prompts.plan import session_plans
from tests.evaluation.talk import session

HOMEWORK_DONE = (
    "T: Before anything else, how did your homework from last session turn out?",
    "P: Most of it's here.",
    "T: So you completed the thought record on four evenings. What did it teach you?",
    "P: That I'm harsh.",
)
SMALL_TALK = (
    "T: Did you watch the football on Sunday?", "P: I did.",
    "T: Our neighbour has a new puppy.", "P: Oh, nice.",
    "T: You look tired.", "P: I am.",
    "T: How many hours do you sleep?", "P: Five.",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return AdherenceReader(embedder=RememberingEmbedder(judging_embedder()))


def told(kind, *lines, name="a", number=3, skill=None):
    plan = {"modality": kind, "number": number, "therapist_skill": skill}
    return session(name, *lines, profile={"symptoms": {}, "session": plan})


def judged(reader, *sessions):
    return reader.judge_all(read_speech(sessions).sessions)


def item(found, phase):
    return next(item for item in found.items if item.phase == phase)


def test_a_session_that_looks_back_on_the_homework_shows_it_and_names_the_turn(reader):
    talk = told("cbt", *SMALL_TALK[:2], *HOMEWORK_DONE, *SMALL_TALK)
    (found,) = judged(reader, talk)
    shown = item(found, "homework_review")
    assert shown.is_shown
    assert shown.turn_index in (2, 4) and talk.turns[shown.turn_index].speaker is Speaker.THERAPIST


@pytest.mark.parametrize("kind", sorted(session_plans()))
def test_small_talk_shows_hardly_an_item_of_any_kind(reader, kind):
    (found,) = judged(reader, told(kind, *SMALL_TALK))
    assert found.score <= 0.25


@pytest.mark.parametrize(
    "kind, phase, lines",
    [
        ("dbt", "diary_card", ("Could I see how you filled in your diary card?",
                               "Thursday's urges are rated very high on this card.")),
        ("psychiatric_follow_up", "side_effects", ("Are the pills giving you side effects?",
                                                   "Nausea, dizziness, a dry mouth?")),
        ("intake", "agenda", ("This appointment takes an hour and all of it is confidential.",
                              "I will make notes, and you may skip a question.")),
        ("mi", "evoke", ("How important is changing this to you, from nought to ten?",
                         "And why did you not say a lower number?")),
        ("prolonged_exposure", "exposure", ("Shut your eyes and tell me what you see right now.",
                                            "What is your distress now, nought to a hundred?")),
    ],
)  # fmt: skip
def test_what_a_method_is_known_by_is_recognised_in_other_words(reader, kind, phase, lines):
    told_lines = [line for text in lines for line in (f"T: {text}", "P: Yes.")]
    (found,) = judged(reader, told(kind, *told_lines, *SMALL_TALK))
    assert item(found, phase).is_shown
    (empty,) = judged(reader, told(kind, *SMALL_TALK))
    assert item(empty, phase).evidence < item(found, phase).evidence


def test_what_the_patient_says_counts_for_nothing(reader):
    swapped = [{"T": "P", "P": "T"}[line[0]] + line[1:] for line in HOMEWORK_DONE]
    (found,) = judged(reader, told("cbt", *SMALL_TALK[:2], *swapped, *SMALL_TALK))
    assert not item(found, "homework_review").is_shown


def test_homework_looked_at_in_the_last_minutes_comes_too_late(reader):
    (found,) = judged(reader, told("cbt", *SMALL_TALK, *SMALL_TALK, *HOMEWORK_DONE))
    assert not item(found, "homework_review").is_shown


def test_a_first_session_is_not_asked_to_look_back(reader):
    first, later = judged(
        reader,
        told("dbt", *SMALL_TALK, name="a", number=1),
        told("dbt", *SMALL_TALK, name="b", number=2),
    )
    assert {item.phase for item in later.items} - {item.phase for item in first.items} == {
        "diary_card"
    }


def test_the_kind_comes_from_the_profile_or_a_label_and_is_else_unknown(reader):
    assert kind_of(told("ipt", "T: Hello.")) == "ipt"
    assert kind_of(session("b", "T: Hello.", labels={"modality": "mi"})) == "mi"
    assert kind_of(told(None, "T: Hello.")) == "supportive"
    for talk in (session("c", "T: Hello."), told("reiki", "T: Hello.")):
        assert kind_of(talk) is None and judged(reader, talk) == ()


def test_a_session_without_a_therapists_word_shows_nothing(reader):
    (found,) = judged(reader, told("cbt", "P: Is anyone there?"))
    assert found.num_shown == 0 and {item.turn_index for item in found.items} == {None}


def test_every_need_of_every_plan_has_its_lines():
    lists = load_checklists().by_kind
    assert {kind: tuple(item.phase for item in items) for kind, items in lists.items()} == {
        kind: plan.needs for kind, plan in session_plans().items()
    }
    assert min(len(item.said) for items in lists.values() for item in items) >= 8


def test_shares_are_given_over_all_by_kind_and_by_skill(reader):
    usual = told("cbt", *SMALL_TALK[:2], *HOMEWORK_DONE, *SMALL_TALK, name="a", skill="usual")
    low = told("cbt", *SMALL_TALK, name="b", skill="low")
    other = told("supportive", *SMALL_TALK, name="c")
    found = judged(reader, usual, low, other)
    shares = {item.name: item for item in measure_checklists(found)}
    groups = ("cbt", "supportive", "therapist skill low", "therapist skill usual")
    assert set(shares) == {SHOWN, *(f"{SHOWN}, {group}" for group in groups)}
    by_skill = [shares[f"{SHOWN}, therapist skill {skill}"].value for skill in ("low", "usual")]
    assert by_skill == [pytest.approx(found[1].score), pytest.approx(found[0].score)]
    assert by_skill[0] < by_skill[1]
    assert shares[SHOWN].n == 3


def test_the_table_has_a_row_an_item_and_leaves_unknown_cells_of_others_empty(reader):
    run = judged(reader, told("cbt", *SMALL_TALK[:2], *HOMEWORK_DONE, *SMALL_TALK))
    table = checklist_table(run, {"reference": judged(reader, told("mi", *SMALL_TALK))})
    assert table.columns == ("kind", "phase", "sessions", "run", "reference")
    assert [row[1] for row in table.rows] == [
        name.replace("_", " ") for name in session_plans()["cbt"].needs
    ]
    assert table.rows[0] == ("cbt", "homework review", 1, 1.0, None)
    assert table.of_the_run_alone().columns == ("kind", "phase", "sessions", "run")
