"""What stands in somebody's label column finds its condition, or says why it has none."""

from collections import Counter

import pytest
import yaml

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.naming import _plain, find_condition
from knowledge.records import RECORDS

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("name", "condition", "severity"),
    [
        ("mdd", "mdd", None),
        ("MDD", "mdd", None),
        ("Major depressive disorder", "mdd", None),
        ("  depression ", "mdd", None),
        ("Generalised Anxiety", "gad", None),
        ("Generalized anxiety disorder", "gad", None),
        ("post-traumatic stress disorder", "ptsd", None),
        ("PTSD", "ptsd", None),
        ("Bipolar I disorder", "bipolar1", None),
        ("bipolar-ii", "bipolar2", None),
        ("Attention-deficit/hyperactivity disorder", "adhd_adult", None),
        ("social_anxiety", "social_anxiety", None),
        ("healthy control", "no_disorder", None),
        ("F32.1", "mdd", "moderate"),
        ("f33.2", "mdd", "severe"),
        ("F321", "mdd", "moderate"),
        ("F32", "mdd", None),
        ("F20.9", "schizophrenia", None),
        ("F10.10", "aud", "mild"),
        ("F10.20", "aud", None),  # moderate and severe share it
        ("F53.0", "ppd", None),
        ("F40.01", "agoraphobia", None),
    ],
)
def test_ids_names_codes_and_synonyms_find_their_condition(name, condition, severity):
    found = find_condition(name, KNOWLEDGE)
    assert (found.condition, found.severity) == (condition, severity)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("anxiety", "may be any of gad, panic"),
        ("Anxiety Disorders", "may be any of gad, panic"),
        ("bipolar", "bipolar1, bipolar2"),
        ("F31", "bipolar1, bipolar2"),
        ("E11.9", "no ICD-10-CM code"),
        ("schizofrenia", "did you mean 'schizophrenia'"),
        ("class_7", "no condition"),
        ("", "no condition"),
        ("disorder", "no condition"),
    ],
)
def test_what_names_none_or_several_is_refused_with_the_reason(name, reason):
    with pytest.raises(CallerMistake, match=reason):
        find_condition(name, KNOWLEDGE)


def test_every_record_is_found_by_its_id_and_by_its_name():
    for name in (*KNOWLEDGE.disorders, *KNOWLEDGE.controls):
        assert find_condition(name, KNOWLEDGE).condition == name
        assert find_condition(KNOWLEDGE.condition(name).name, KNOWLEDGE).condition == name


def test_no_synonym_stands_for_two_conditions():
    listed = yaml.safe_load((RECORDS / "synonyms.yaml").read_text(encoding="utf-8"))
    one = [(_plain(word), name) for name, words in listed["conditions"].items() for word in words]
    words = Counter(word for word, _ in set(one))
    words.update(_plain(word) for word in listed["several"])
    assert [word for word, times in words.items() if times > 1] == []
