"""What private text was compared with raw: the run says so, the report stays inside."""

import json
import math
from dataclasses import dataclass, replace

import pytest

from filters.gate import Gate
from filters.overlap import SharedWords
from filters.raw import RawFilter
from filters.structure import StructureFilter
from filters.support import SupportFilter
from generator.accounting import SetUnion, epsilon
from generator.corpus_import import import_table
from generator.guarantee import (
    RAW_FILTER,
    parse_guarantee,
    public_only,
    unknown_source,
    with_release,
    without_guarantee,
)
from generator.outcome import summarise
from generator.releasing.card import guarantee_in_words
from generator.run import RunFolder
from generator.scan import scan, write_scan
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake
from knowledge.session_file import session_json
from tests.filters.approval import with_approvals
from tests.filters.talk import GOOD, build_talk, replaced
from tests.generator.releasing import finish, released
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, YAML, _create, _good, _pipeline

PRIVATE = "my brother hid the violet ledger below the stairs of our shop before the flood came"
RAW = RawFilter(words=SharedWords([build_talk("Go on.", PRIVATE)]))


@dataclass(frozen=True)
class Ended:
    """A run that was filled through some gate, and what run.json says of it."""

    folder: RunFolder

    def outcome(self, guarantee=None):
        return summarise(
            self.folder,
            PLAN,
            spec=parse_spec(SPEC),
            knowledge=KNOWLEDGE,
            guarantee=guarantee or public_only(),
            engine="scripted",
        )


def _ended(path, *filters) -> Ended:
    folder = _create(path)
    _pipeline(folder, _good, gate=Gate(with_approvals(*filters))).fill()
    return Ended(folder)


def test_a_run_with_a_raw_filter_promises_nothing_and_says_why(tmp_path):
    guarantee = _ended(tmp_path / "run", StructureFilter(), RAW).outcome()["guarantee"]
    assert (guarantee["epsilon"], guarantee["kind"]) == ("inf", "non-dp")
    assert guarantee["reason"] == "a filter read the private text"


def test_a_run_without_one_keeps_its_guarantee_and_needs_no_reason(tmp_path):
    guarantee = _ended(tmp_path / "run", StructureFilter()).outcome()["guarantee"]
    assert guarantee["epsilon"] == 0.0 and "reason" not in guarantee


def test_resuming_without_the_raw_filter_brings_no_guarantee_back(tmp_path):
    folder = _create(tmp_path / "run")
    never = _pipeline(
        folder, lambda request: "no transcript", gate=Gate([RAW]), attempts_per_session=1
    )
    never.plan = PLAN[:1]
    never.fill()
    resumed = RunFolder.resume(folder.path, spec_yaml=YAML)
    _pipeline(resumed, _good).fill()
    assert Ended(resumed).outcome()["guarantee"]["epsilon"] == "inf"


def test_the_card_of_a_raw_filtered_release_says_infinity(tmp_path):
    ended = _ended(tmp_path / "run", StructureFilter(), RAW)
    finish(ended.folder, public_only())
    card = (released(ended.folder, tmp_path / "release") / "README.md").read_text()
    assert "NO differential privacy guarantee (epsilon = infinity)" in card
    assert RAW_FILTER in guarantee_in_words(ended.folder.outcome()["guarantee"])
    assert json.loads((tmp_path / "release" / "guarantee.json").read_text())["epsilon"] == "inf"


LISTED = SupportFilter(known=frozenset(), num_words=3, max_unsupported_words=1000)
RELEASED = SetUnion(noise_multiplier=3.0, threshold_delta=1e-6)


def test_a_list_that_was_paid_for_adds_its_cost_and_the_card_says_so(tmp_path):
    ended = _ended(tmp_path / "run", StructureFilter(), LISTED)
    paid = with_release(public_only(), RELEASED, delta=1e-5, ledger_head="0" * 64)
    outcome = ended.outcome(paid)
    assert outcome["guarantee"]["epsilon"] == pytest.approx(epsilon((RELEASED,), 1e-5))
    assert parse_guarantee(json.dumps(outcome["guarantee"]).encode()).events == (RELEASED,)
    finish(ended.folder, paid)
    released(ended.folder, tmp_path / "release")
    card = (tmp_path / "release" / "README.md").read_text()
    assert "Sessions were chosen with differential privacy" in card
    assert "a list of word sequences" in card


def test_a_list_that_no_event_pays_for_costs_the_guarantee(tmp_path):
    guarantee = _ended(tmp_path / "run", StructureFilter(), LISTED).outcome()["guarantee"]
    assert guarantee["epsilon"] == "inf" and "not among the events" in guarantee["reason"]


def test_a_list_beside_a_trained_model_composes_and_saves_no_model_without_guarantee():
    trained = replace(public_only(), kind="dp", delta=1e-5, epsilon=1.0, events=(RELEASED,))
    both = with_release(trained, RELEASED, delta=1e-6, ledger_head="0" * 64)
    assert both.delta == 1e-5 and both.epsilon == epsilon((RELEASED, RELEASED), 1e-5)
    unknown = with_release(unknown_source(), RELEASED, delta=1e-5, ledger_head="0" * 64)
    assert unknown == unknown_source()


def test_the_reason_survives_the_file():
    lost = without_guarantee(public_only(), reason=RAW_FILTER)
    read = parse_guarantee(json.dumps(lost.as_json() | {"delta": 1e-5}).encode())
    assert math.isinf(read.epsilon) and read.reason == "a filter read the private text"


@pytest.fixture
def corpus(tmp_path):
    line = json.dumps(session_json(build_talk("Go on.", PRIVATE, session_id="secret-7")))
    (tmp_path / "sessions.jsonl").write_text(line + "\n")
    import_table([tmp_path / "sessions.jsonl"], tmp_path / "corpus")
    return tmp_path / "corpus"


def test_a_scan_tells_what_is_shared_in_the_words_of_the_scanned_session(corpus, tmp_path):
    copied = " ".join(PRIVATE.split()[3:13])
    asked = [build_talk(*replaced(5, copied), session_id="g1"), build_talk(*GOOD, session_id="g2")]
    spent = (corpus / "ledger.jsonl").read_bytes()
    write_scan(tmp_path / "internal", scan(corpus, asked, embed=False))
    written = (tmp_path / "internal" / "overlap.jsonl").read_text()
    first, second = map(json.loads, written.splitlines())
    assert (first["session_id"], first["run_words"], first["run"]) == ("g1", 10, copied)
    assert (second["session_id"], second["run_words"], second["cosine"]) == ("g2", 0, None)
    assert "secret-7" not in written and "flood" not in written
    figures = json.loads((tmp_path / "internal" / "overlap.json").read_text())
    assert {f["name"]: f["value"] for f in figures}["run of 10 words"] == 0.5
    assert (corpus / "ledger.jsonl").read_bytes() == spent


def test_a_scan_is_written_to_a_folder_named_internal_alone(corpus, tmp_path):
    findings = scan(corpus, [build_talk(*GOOD)], embed=False)
    with pytest.raises(CallerMistake, match="internal"):
        write_scan(tmp_path / "public", findings)
    assert not (tmp_path / "public").exists()
