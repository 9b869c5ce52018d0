"""The learned reader speaks where no rule did, and only if it is sure."""

import numpy as np
import pytest

from filters.clauses import clauses_of
from filters.mention import CERTAIN, Mention
from filters.status.second_look import (
    SURE,
    SURE_OF_DENIAL,
    SURE_OF_PRESENT,
    counting_places,
    looked_at_again,
)
from knowledge.status_line import STATUSES
from tests.filters.talk import build_talk

TURN = "Dad did. I hear them too. Still."
CLAUSES = clauses_of(build_talk("And you? Do you hear voices?", TURN))
(CLAUSE,) = (clause for clause in CLAUSES if clause.text == "I hear them too.")
(WHOLE,) = (clause for clause in CLAUSES if clause.text == TURN)
(FIRST,) = (clause for clause in CLAUSES if clause.text == "Dad did.")


class _Saying:
    """Gives every passage one status with one probability, and present the rest."""

    def __init__(self, status, probability):
        self.row, self.asked = np.zeros(len(STATUSES), dtype=np.float32), []
        self.row[STATUSES.index("present")] = 1 - probability
        self.row[STATUSES.index(status)] += probability

    def read(self, passages):
        self.asked += passages
        return np.stack([self.row] * len(passages)) if passages else np.zeros((0, len(STATUSES)))


def _mention(status="present", score=0.6, **more):
    return Mention(
        symptom="voices", status=status, span=CLAUSE.text, turn_index=1, score=score, **more
    )


@pytest.mark.parametrize(
    ("by_rule", "score", "probability", "read"),
    [
        ("present", 0.6, SURE + 0.05, "past"),
        ("present", 0.6, SURE - 0.05, "present"),
        ("other_person", 0.6, 0.99, "other_person"),
        ("present", CERTAIN, 0.99, "present"),
    ],
)
def test_another_status_than_present_is_taken_from_a_sure_reader(by_rule, score, probability, read):
    reader = _Saying("past", probability)
    (((_, again),),) = looked_at_again([[(CLAUSE, _mention(by_rule, score))]], reader, lifetime=())
    assert again.status == read


def test_a_denial_has_to_be_surer():
    for probability, read in (
        (SURE_OF_DENIAL - 0.02, "present"),
        (SURE_OF_DENIAL + 0.02, "denied"),
    ):
        reads = [[(CLAUSE, _mention())]]
        (((_, again),),) = looked_at_again(reads, _Saying("denied", probability), lifetime=())
        assert again.status == read


def test_the_reader_sees_the_clause_in_its_place():
    reader = _Saying("past", 0.9)
    looked_at_again([[(CLAUSE, _mention())]], reader, lifetime=())
    (passage,) = reader.asked
    assert passage.said == "I hear them too."
    assert (passage.before, passage.after) == ("Dad did.", "Still.")
    assert passage.asked == "Do you hear voices?"
    assert passage.pair[1].endswith("[ I hear them too. ] Still.")


def test_the_clearest_words_decide_for_all_that_overlap_them():
    reader = _Saying("past", 0.9)
    reads = [(WHOLE, _mention(score=0.5)), (CLAUSE, _mention()), (FIRST, _mention(score=0.4))]
    _, again = looked_at_again([[], reads], reader, lifetime=())
    assert [mention.status for _, mention in again] == ["past", "past", "present"]
    assert [passage.said for passage in reader.asked] == ["I hear them too."]


def test_what_counts_whenever_it_was_is_never_past():
    reads = [[(CLAUSE, _mention())]]
    (((_, again),),) = looked_at_again(reads, _Saying("past", 0.95), lifetime={"voices"})
    assert again.status == "present"
    (((_, again),),) = looked_at_again(reads, _Saying("denied", 0.97), lifetime={"voices"})
    assert again.status == "denied"


@pytest.mark.parametrize(
    ("scores", "named", "counts"),
    [
        ((0.4,), (), False),
        ((0.4,), ("voices",), True),
        ((0.4,), ("low_mood",), False),
        ((0.4, 0.5), (), True),
    ],
)
def test_a_place_counts_that_is_found_somewhere_or_looked_for_by_name(scores, named, counts):
    reads = [(CLAUSE, _mention(score=score)) for score in scores]
    assert bool(counting_places(reads, named, at_least=0.5)) == counts


def test_a_place_that_does_not_count_stays_as_the_rules_have_it_and_is_not_read():
    reader, reads = _Saying("past", 0.99), [[(CLAUSE, _mention(score=0.4))]]
    (((_, again),),) = looked_at_again(reads, reader, lifetime=(), places=[set()])
    assert again.status == "present" and not reader.asked


@pytest.mark.parametrize(("said", "stands"), [("past", "past"), ("present", None)])
def test_what_is_faint_stands_only_if_it_is_disowned(said, stands):
    reads = [[(CLAUSE, _mention(score=0.3, is_faint=True))]]
    (again,) = looked_at_again(reads, _Saying(said, 0.9), lifetime=())
    assert [mention.status for _, mention in again] == ([stands] if stands else [])


def test_what_is_faint_decides_for_nothing_that_is_told():
    reads = [[(CLAUSE, _mention(score=0.8, is_faint=True)), (WHOLE, _mention(score=0.4))]]
    reader = _Saying("past", 0.9)
    looked_at_again(reads, reader, lifetime=())
    assert [passage.said for passage in reader.asked] == [TURN]


@pytest.mark.parametrize(
    ("said", "probability", "status", "score"),
    [
        ("present", SURE_OF_PRESENT + 0.05, "present", 0.7),
        ("other_person", SURE + 0.05, "other_person", 0.6),
        ("other_person", SURE - 0.05, "denied", 0.6),
    ],
)
def test_an_inferred_denial_is_taken_back_by_a_sure_reader(said, probability, status, score):
    reads = [[(CLAUSE, _mention("denied", score_if_told=0.7))]]
    (((_, again),),) = looked_at_again(reads, _Saying(said, probability), lifetime=())
    assert (again.status, again.score) == (status, score)


def test_a_faint_mention_counts_only_where_it_is_looked_for_by_name():
    reads = [(CLAUSE, _mention(score=0.8, is_faint=True))]
    assert not counting_places(reads, (), at_least=0.5)
    assert counting_places(reads, ("voices",), at_least=0.5)
