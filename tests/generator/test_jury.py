"""Drafts are judged in the order of their places, and the engine is held back when they pile up."""

import threading

import pytest

from generator.jury import Jury


def test_batches_follow_the_places_whatever_came_first():
    judged = []
    with Jury(judged.append, together=3) as jury:
        for place in (4, 2, 0, 1, 6, 3, 5):
            jury.hand_in(place, place)
    assert judged == [[0, 1, 2], [3, 4, 5], [6]]


def test_judging_happens_beside_the_caller():
    threads = set()
    with Jury(lambda batch: threads.add(threading.get_ident()), together=1) as jury:
        for place in range(3):
            jury.hand_in(place, place)
    assert len(threads) == 1 and threading.get_ident() not in threads


def test_the_caller_waits_when_too_many_batches_do():
    may_judge, waiting = threading.Event(), []

    def hands_in(jury):
        for place in range(6):
            jury.hand_in(place, place)
            waiting.append(place)

    with Jury(lambda batch: may_judge.wait(10), together=1, most_waiting=2) as jury:
        engine = threading.Thread(target=hands_in, args=(jury,))
        engine.start()
        engine.join(0.5)
        assert engine.is_alive() and waiting == [0, 1]
        may_judge.set()
        engine.join(10)
    assert waiting == list(range(6))


def test_what_a_judge_raises_reaches_the_caller_and_nothing_is_judged_after_it():
    judged = []

    def judge(batch):
        judged.extend(batch)
        raise ValueError("unreadable")

    with pytest.raises(ValueError, match="unreadable"), Jury(judge, together=1) as jury:
        for place in range(50):
            jury.hand_in(place, place)
    assert judged == [0]


@pytest.mark.parametrize(("error", "kept"), [(OSError, [0, 1]), (KeyboardInterrupt, [])])
def test_what_was_complete_is_judged_when_the_engine_fails_but_not_when_interrupted(error, kept):
    judged = []
    with pytest.raises(error), Jury(judged.extend, together=4) as jury:
        for place in (0, 1, 3):
            jury.hand_in(place, place)
        raise error
    assert judged == kept
