"""Requests: what is read, what is refused and how it is said."""

import re

import pytest

from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec, read_spec, spec_json, spec_sha256
from knowledge.dimension import (
    ARCS,
    GENDERS,
    MODALITIES,
    REGISTERS,
    RISK_LEVELS,
    STANCES,
    STYLES,
)
from knowledge.errors import CallerMistake
from knowledge.profile import SEVERITIES

KNOWLEDGE = load_knowledge()
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
        ({"modality": {"yoga": 1.0}}, "yoga.*intake.* cbt, mi, .*psychodynamic.*supportive"),
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
        ({"specifiers": {"mdd+sparkling": 0.3}}, "sparkling.*anxious_distress"),
        ({"specifiers": {"gad+anxious_distress": 0.3}}, "gad.*anxious_distress"),
        ({"specifiers": {"anxious_distress": 0.3}}, "CONDITION"),
        ({"specifiers": {"pdd+anxious_distress": 0.3}}, "conditions has no pdd"),
        ({"specifiers": {"mdd+anxious_distress": 1.3}}, "1.3"),
        ({"specifiers": {"mdd+anxious_distress": "often"}}, "specifiers"),
        ({"comorbid": {"mdd+gad": "often"}}, "comorbid"),
        ({"comorbid": {"mdd+shyness": 0.3}}, "shyness"),
        ({"comorbid": {"mdd+mdd": 0.3}}, "FIRST"),
        ({"onset_age": {"0-10": 1.0}}, "onset_age.*0-10.*1 to 100"),
        ({"onset_age": {"10-20": 0.5, "20-30": 0.5}}, "onset_age.*overlaps"),
        ({"onset_age": {"10-20": 0.4}}, "onset_age.*0.4"),
        ({"culture": {"martian": 1.0}}, "martian.*unstated, .*military"),
        ({"stance": {"bored": 1.0}}, "bored.*cooperative, ambivalent, guarded, hostile, pleasing"),
        ({"style": {"loud": 1.0}}, "loud.*plain, verbose, tangent, upset, reserved"),
        ({"risk_level": {"extreme": 1.0}}, "extreme.*none, low, moderate, high"),
        ({"sessions": 0}, "sessions"),
        ({"sessions": 31}, "sessions"),
        ({"sessions": 3, "arc": {"upward": 1.0}}, "upward.*improving, stable, relapsing, drop_out"),
        ({"arc": {"improving": 1.0}}, "arc.*sessions of 2 or more"),
        ({"unverified_rates": "perhaps"}, "unverified_rates"),
        ({"turns": "many"}, r"turns: expected a whole number or \[low, high\], got 'many'"),
        ({"turns": [1, 2, 3]}, r"turns: expected a whole number or \[low, high\]"),
        ({"turns": True}, "turns: expected a whole number"),
        ({"age": 65}, "age: .*'65'; expected LOW-HIGH"),
        ({"age": {65: 1.0}}, "age: .*'65'; expected LOW-HIGH"),
        ({"gender": {False: 1.0}}, "gender: names are text"),
        ({"comorbid": {"mdd+gad": "x"}}, r"mdd\+gad: allowed is a share or the word rate"),
        ({"gender": ["woman"]}, "gender: allowed is a mapping of names to values"),
        ({"gender": {"woman": -1}}, "gender.woman: allowed is 0 or more, got -1"),
        ({"conditions": {}}, "conditions: it has 0 entries; allowed are 1 or more"),
        ({"wording": "free"}, "wording.*retrieved.*own"),
        ({"wording": "own", "writing": "interactive"}, "wording.*own.*one-pass"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(change, said):
    with pytest.raises(CallerMistake, match=said) as caught:
        parse_spec({**GOOD, **change})
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", "awful"),
        ("gender", "robot"),
        ("modality", "yoga"),
        ("register", "opera"),
        ("stance", "bored"),
        ("style", "loud"),
        ("risk_level", "extreme"),
        ("arc", "upward"),
        ("culture", "martian"),
        ("conditions", "flu"),
    ],
)
def test_every_allowed_value_of_a_mix_is_named_in_its_refusal(field, value):
    allowed = {
        "severity": SEVERITIES,
        "gender": GENDERS,
        "modality": MODALITIES,
        "register": REGISTERS,
        "stance": STANCES,
        "style": STYLES,
        "risk_level": RISK_LEVELS,
        "arc": ARCS,
        "culture": ("unstated", *KNOWLEDGE.cultures),
        "conditions": (*KNOWLEDGE.disorders, *KNOWLEDGE.controls),
    }
    with pytest.raises(CallerMistake) as caught:
        parse_spec({**GOOD, "sessions": 3, field: {value: 1.0}})
    said = str(caught.value)
    assert said.startswith(f"cohort field {field}: {value!r}") and "\n" not in said
    assert set(allowed[field]) <= set(re.split(r"[ ,]+", said))


@pytest.mark.parametrize(
    ("conditions", "field", "key", "rate"),
    [
        ("schizophrenia", "comorbid", "schizophrenia+ptsd", 0.29),
        ("schizophrenia", "comorbid", "schizophrenia+ocd", 0.23),
        ("mdd", "specifiers", "mdd+anxious_distress", 0.746),
        ("mdd", "specifiers", "mdd+mixed_features_dep", 0.155),
    ],
)
def test_the_word_rate_is_the_verified_figure_of_the_record(conditions, field, key, rate):
    spec = parse_spec({"n": 10, "conditions": conditions, field: {key: "rate"}})
    assert spec.dimension(field) == {key: rate}


@pytest.mark.parametrize(
    ("conditions", "key", "rate"), [("ptsd", "ptsd+mdd", 0.48), ("bpd", "bpd+mdd", 0.83)]
)
def test_an_unverified_rate_is_refused_unless_it_is_asked_for(conditions, key, rate):
    request = {"n": 10, "conditions": conditions, "comorbid": {key: "rate"}}
    with pytest.raises(CallerMistake, match="not verified.*unverified_rates: true") as caught:
        parse_spec(request)
    assert f"comorbid.{key}" in str(caught.value) and "\n" not in str(caught.value)
    spec = parse_spec({**request, "unverified_rates": True})
    assert spec.dimension("comorbid") == {key: rate}


@pytest.mark.parametrize(
    ("conditions", "field", "key"),
    [
        ("mdd", "comorbid", "mdd+gad"),
        ("mdd", "comorbid", "mdd+ocd"),
        ("pdd", "specifiers", "pdd+anxious_distress"),
        ("ptsd", "specifiers", "ptsd+dissociative_ptsd"),
    ],
)
def test_a_rate_that_no_record_gives_is_refused_even_so(conditions, field, key):
    request = {"n": 10, "conditions": conditions, field: {key: "rate"}}
    with pytest.raises(CallerMistake, match="the records give no rate; name a share") as caught:
        parse_spec({**request, "unverified_rates": True})
    assert f"{field}.{key}" in str(caught.value) and "\n" not in str(caught.value)


def test_an_onset_may_lie_in_childhood_and_an_age_may_not():
    assert parse_spec({**GOOD, "onset_age": "6-12"}).onset_age == {"6-12": 1.0}
    with pytest.raises(CallerMistake, match="age.*6-12"):
        parse_spec({**GOOD, "age": "6-12"})


def test_negative_controls_are_conditions():
    spec = parse_spec({"n": 4, "conditions": {"shyness": 1, "mdd": 3}})
    assert spec.condition_counts() == {"shyness": 1, "mdd": 3}


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
    assert parse_spec({"n": 1, "conditions": "mdd"}).turns == (36, 52)


@pytest.mark.parametrize("text", ["n: [1,\n  b: }", "just words", "", "- 1\n- 2"])
def test_a_broken_file_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "spec.yaml").write_text(text)
    with pytest.raises(CallerMistake, match="spec.yaml") as caught:
        read_spec(tmp_path / "spec.yaml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"n: 4\n\xff", "not UTF-8 text"), (b"n: 4\nconditions: [mdd\n", r"not YAML \(line \d, ")],
)
def test_a_file_that_is_no_yaml_is_told_without_words_of_the_parser(tmp_path, content, said):
    (tmp_path / "spec.yaml").write_bytes(content)
    with pytest.raises(CallerMistake, match=said) as caught:
        read_spec(tmp_path / "spec.yaml")
    assert "unicode string" not in str(caught.value) and "Error" not in str(caught.value)


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
    assert spec_sha256(spec) == spec_sha256(parse_spec({**GOOD, "wording": "retrieved"}))
    assert spec_sha256(spec) != spec_sha256(parse_spec({**GOOD, "wording": "own"}))


def test_plain_data_reads_back_to_the_same_request():
    more = {
        "register": "chat",
        "onset_age": "14-17",
        "culture": {"military": 0.5, "unstated": 0.5},
        "stance": "guarded",
        "style": {"plain": 0.5, "verbose": 0.5},
        "risk_level": {"none": 0.5, "low": 0.5},
        "sessions": 4,
        "arc": {"improving": 1.0},
        "specifiers": {"mdd+anxious_distress": "rate"},
        "comorbid": {"mdd+gad": 0.3, "ptsd+mdd": "rate"},
        "unverified_rates": True,
    }
    spec = parse_spec({**GOOD, **more})
    assert parse_spec(spec_json(spec)) == spec
    assert spec_sha256(spec) != spec_sha256(parse_spec(GOOD))
