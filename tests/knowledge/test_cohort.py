"""Requests: what is read, what is refused and how it is said."""

import pytest

from knowledge.cohort import parse_spec, read_spec, spec_json, spec_sha256
from knowledge.errors import CallerMistake

GOOD = {
    "n": 200,
    "seed": 7,
    "conditions": {"mdd": 0.5, "gad": 0.3, "ptsd": 0.2},
    "comorbid": {"mdd+gad": 0.3},
    "severity": {"mild": 0.2, "moderate": 0.5, "severe": 0.3},
    "age": {"18-29": 0.3, "30-59": 0.5, "60-90": 0.2},
    "gender": {"woman": 0.6, "man": 0.4},
    "modality": {"cbt": 0.5, "mi": 0.5},
    "language": "en",
    "symptoms": {"sleep_onset": 0.33},
    "background": {"veteran": 1.0},
    "exact": ["conditions", "gender"],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n": 0}, "n"),
        ({"n": True}, "n"),
        ({"n": 2.5}, "n"),
        ({"colour": 1}, "colour.*allowed.*conditions"),
        ({"conditions": {"flu": 1.0}}, "flu.*mdd"),
        ({"conditions": {}}, "conditions"),
        ({"conditions": {"mdd": 0.5, "gad": 0.3, "ptsd": 0.1}}, "add up to 0.9"),
        ({"conditions": {"mdd": 100, "gad": 50}}, "add up to 150"),
        ({"conditions": {"mdd": -1.0, "gad": 2.0}}, "mdd"),
        ({"conditions": {"mdd": float("nan")}}, "mdd"),
        ({"age": {"12-17": 1.0}}, "12-17.*18"),
        ({"age": {"30-20": 1.0}}, "30-20"),
        ({"age": {"young": 1.0}}, "young"),
        ({"age": {"18-40": 0.5, "40-60": 0.5}}, "overlaps"),
        ({"gender": {"woman": 0.6}}, "gender.*0.6"),
        ({"gender": {"robot": 1.0}}, "robot.*woman, man, nonbinary"),
        ({"modality": {"yoga": 1.0}}, "yoga.*intake, cbt, mi, psychodynamic, supportive"),
        ({"severity": {"awful": 1.0}}, "awful.*mild"),
        ({"register": "opera"}, "opera"),
        ({"language": "de"}, "de.*en"),
        ({"comorbid": {"mdd+flu": 0.3}}, "flu"),
        ({"comorbid": {"mdd": 0.3}}, "FIRST"),
        ({"comorbid": {"bipolar1+gad": 0.3}}, "bipolar1"),
        ({"comorbid": {"mdd+gad": 1.3}}, "1.3"),
        ({"symptoms": {"sadnes": 0.3}}, "sadnes"),
        ({"symptoms": {"sleep_onset": 33}}, "sleep_onset"),
        ({"turns": [30, 20]}, "turns"),
        ({"turns": 1}, "turns"),
        ({"exact": ["weather"]}, "weather"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(change, said):
    with pytest.raises(CallerMistake, match=said) as caught:
        parse_spec({**GOOD, **change})
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_shares_may_miss_one_by_a_thousandth():
    parse_spec({**GOOD, "gender": {"woman": 0.6005, "man": 0.4}})
    with pytest.raises(CallerMistake):
        parse_spec({**GOOD, "gender": {"woman": 0.602, "man": 0.4}})


def test_counts_and_single_values_are_read():
    spec = parse_spec(
        {**GOOD, "conditions": {"mdd": 150, "gad": 50}, "gender": "woman", "turns": 20}
    )
    assert spec.condition_counts() == {"mdd": 150, "gad": 50}
    assert (spec.gender, spec.turns) == ({"woman": 1.0}, (20, 20))


def test_turns_default_to_a_session_that_fits():
    assert parse_spec({"n": 1, "conditions": "mdd"}).turns == (28, 44)


@pytest.mark.parametrize("text", ["n: [1,\n  b: }", "just words", "", "- 1\n- 2"])
def test_a_broken_file_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "spec.yaml").write_text(text)
    with pytest.raises(CallerMistake, match="spec.yaml") as caught:
        read_spec(tmp_path / "spec.yaml")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CallerMistake, match="does not exist"):
        read_spec(tmp_path / "none.yaml")


def test_the_hash_follows_the_meaning_and_not_the_order():
    spec = parse_spec(GOOD)
    turned = parse_spec(
        {key: GOOD[key] for key in reversed(GOOD)} | {"exact": ["gender", "conditions"]}
    )
    assert spec_sha256(spec) == spec_sha256(turned)
    assert spec_sha256(spec) != spec_sha256(parse_spec({**GOOD, "seed": 8}))


def test_plain_data_reads_back_to_the_same_request():
    spec = parse_spec({**GOOD, "register": "chat"})
    assert parse_spec(spec_json(spec)) == spec
