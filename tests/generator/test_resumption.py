"""Who may write in a run, and what may not change between its start and its resumption."""

import json

import pytest

from filters.structure import StructureFilter
from generator.checkpoint import EMBEDDED_FOLDER
from generator.demo import CHECKPOINT
from generator.resumption import open_run
from generator.run import RunFolder
from generator.terms import READERS, folder_identity, run_terms
from knowledge.errors import CallerMistake, WorldFailed
from tests.generator.disk import files_of_at_most
from tests.generator.test_pipeline import PLAN, YAML, _good, _pipeline


def _terms(**changed):
    return run_terms(
        **{
            "plan": PLAN,
            "knowledge_version": "1",
            "model": "a" * 64,
            "guarantee": "public-only",
            "temperature": 0.8,
            "filters": [StructureFilter()],
            **changed,
        }
    )


def _open(path, *, resume=False, overwrite=False, spec_yaml=YAML, terms=None, say=print):
    return open_run(
        path,
        spec_yaml=spec_yaml,
        plan=PLAN,
        terms=terms or _terms(),
        resume=resume,
        overwrite=overwrite,
        say=say,
    )


def _fill(path, **options):
    with _open(path, **options) as run:
        _pipeline(run, _good).fill()
        run.finish({"accepted": len(run.accepted())})


def test_a_finished_run_is_resumed_without_a_change(tmp_path):
    _fill(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    _fill(tmp_path / "run", resume=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_a_run_killed_before_it_had_a_folder_begins_when_resumed(tmp_path):
    said = []
    _fill(tmp_path / "run", resume=True, say=said.append)
    assert len(RunFolder(tmp_path / "run").accepted()) == len(PLAN)
    assert str(tmp_path / "run") in said[0]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"plan": PLAN[1:]}, "plan"),
        ({"knowledge_version": "2"}, "knowledge (1, now 2)"),
        ({"model": "b" * 64}, "model"),
        ({"temperature": 1.0}, "temperature (0.8, now 1.0)"),
        ({"filters": []}, "gate structure"),
        ({"filters": [StructureFilter(max_turns=90)]}, "gate structure max_turns (80, now 90)"),
        ({"support": "c" * 64}, "support list"),
        ({"judge": "served as small"}, "judge (none, now served as small)"),
        ({"public_text": "b" * 64}, "public text (none, now bbbbbbbbbbbb...)"),
    ],
)
def test_other_terms_are_refused_by_name_and_change_nothing(tmp_path, changed, word):
    _fill(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    with (
        pytest.raises(CallerMistake) as caught,
        _open(tmp_path / "run", resume=True, terms=_terms(**changed)),
    ):
        pass
    assert word in str(caught.value) and "\n" not in str(caught.value)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_a_run_of_an_earlier_edition_takes_the_terms_that_it_lacks(tmp_path):
    _fill(tmp_path / "run")
    file = tmp_path / "run" / "terms.json"
    whole = json.loads(file.read_text())
    file.write_text(json.dumps({k: v for k, v in whole.items() if k != "guarantee"}))
    with _open(tmp_path / "run", resume=True) as run:
        assert run.terms() == whole


def test_another_request_is_refused_before_its_terms(tmp_path):
    _fill(tmp_path / "run")
    with (
        pytest.raises(CallerMistake, match="another cohort request"),
        _open(tmp_path / "run", resume=True, spec_yaml="n: 7\n", terms=_terms(plan=PLAN[1:])),
    ):
        pass
    assert (tmp_path / "run" / "run.json").exists()


@pytest.mark.parametrize("options", [{"resume": True}, {"overwrite": True}])
def test_a_run_has_one_writer(tmp_path, options):
    with _open(tmp_path / "run") as run:
        with (
            pytest.raises(CallerMistake, match="another process"),
            _open(tmp_path / "run", **options),
        ):
            pass
        assert _pipeline(run, _good).fill().accepted == len(PLAN)
    _fill(tmp_path / "run", **options)


def test_terms_hold_no_path_and_no_address(tmp_path):
    _fill(tmp_path / "run")
    terms = (tmp_path / "run" / "terms.json").read_text()
    assert "/" not in terms
    assert json.loads(terms)["gate"]["structure"]["min_turns"] == 8


def test_a_model_folder_is_known_by_its_files_and_not_by_its_place(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text('{"layers": 2}')
        (tmp_path / name / "model.safetensors").write_bytes(b"1234")
    same = {folder_identity(str(tmp_path / name)) for name in ("one", "two")}
    (tmp_path / "two" / "config.json").write_text('{"layers": 3}')
    assert len(same) == 1
    assert folder_identity(str(tmp_path / "two")) not in same


def test_other_weights_of_the_same_size_are_another_model(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"1234")
    before = folder_identity(str(tmp_path))
    weights.write_bytes(b"1235")
    assert folder_identity(str(tmp_path)) != before


def test_of_a_large_folder_only_names_sizes_and_json_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("generator.terms.READ_WHOLE_BYTES", 10)
    (tmp_path / "config.json").write_text('{"layers": 2}')
    (tmp_path / "model.safetensors").write_bytes(b"1234")
    before = folder_identity(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"1235")
    assert folder_identity(str(tmp_path)) == before
    (tmp_path / "config.json").write_text('{"layers": 3}')
    assert folder_identity(str(tmp_path)) != before


def test_the_embedded_base_is_called_by_one_digest_in_runs_and_in_checkpoints():
    named = json.loads((CHECKPOINT / "base.json").read_text())["base_sha256"]
    assert folder_identity(str(EMBEDDED_FOLDER)) == named


def test_a_hub_id_is_its_own_identity():
    assert folder_identity("owner/model") == "owner/model"


@pytest.mark.parametrize("num_bytes", [100, 15_000, 20_000, 26_001, 31_002])
def test_a_full_disk_is_one_line_that_names_the_folder_and_costs_nothing(tmp_path, num_bytes):
    with files_of_at_most(num_bytes), pytest.raises(WorldFailed) as caught:
        _fill(tmp_path / "run")
    said = str(caught.value)
    assert str(tmp_path / "run") in said and "\n" not in said
    _fill(tmp_path / "run", resume=True)
    ids = [session.session_id for session in RunFolder(tmp_path / "run").accepted()]
    assert sorted(ids) == sorted(item.profile_id for item in PLAN)
    assert len((tmp_path / "run" / "verdicts.jsonl").read_text().splitlines()) == len(PLAN)


def test_a_run_is_not_gone_on_with_other_weights_of_a_reader(tmp_path, monkeypatch):
    _fill(tmp_path / "run")
    other = tmp_path / "other.safetensors"
    other.write_bytes(b"trained again")
    monkeypatch.setitem(READERS, "statuses", other)
    with (
        pytest.raises(CallerMistake, match="reader of statuses"),
        _open(tmp_path / "run", resume=True),
    ):
        pass
