"""Whole runs: checkpoints, the ledger, killed and continued runs, refusals."""

import functools
import itertools
import json
import math
import signal
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from generator import training
from generator.accounting import Gaussian
from generator.checkpoint import read_checkpoint, served_folder, verified_base
from generator.corpus import read_corpus
from generator.corpus_derived import write_derived
from generator.corpus_import import import_table
from generator.ledger import read_ledger, reserve
from generator.sampling import Window
from generator.step import window_losses
from generator.training import train as train_conditioned
from generator.weights import load_base
from knowledge.errors import CallerMistake, GateRefused, WorldFailed
from knowledge.session import Session, Speaker, Turn
from prompts.transcript import render_transcript
from tests.generator.conftest import Row, configured
from tests.generator.disk import files_of_at_most


def plain(sessions, tokenizer):
    """Transcripts alone, so that these tests need no recogniser."""
    return [Row(tuple(tokenizer(render_transcript(s.turns))["input_ids"])) for s in sessions]


train = functools.partial(train_conditioned, prepare=plain)
NUM_PATIENTS = 8


def corpus_of(folder, patients):
    lines = [
        {
            "session_id": f"s{patient}.{number}",
            "patient_id": f"p{patient}",
            "turns": [
                {"speaker": "therapist", "text": f"hello {number}"},
                {"speaker": "patient", "text": f"I am number {patient} and sleep badly"},
            ],
        }
        for patient in patients
        for number in range(2)
    ]
    path = folder / "sessions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def corpus(tmp_path):
    table = corpus_of(tmp_path, range(NUM_PATIENTS))
    import_table([table], tmp_path / "corpus", budget=None, declared_patients=NUM_PATIENTS)
    return tmp_path / "corpus"


def test_a_run_writes_a_checkpoint_that_verifies_and_serves_trained_weights(corpus, base, tmp_path):
    lines = []
    config = configured(corpus, base, epsilon=8.0, steps=3)
    guarantee = train(config, tmp_path / "out", progress=lines.append)
    assert guarantee.kind == "dp"
    assert 7.0 < guarantee.epsilon <= 8.0
    assert (guarantee.steps, guarantee.patients) == (3, NUM_PATIENTS)
    assert lines[1:] == ["step 1 of 3", "step 2 of 3", "step 3 of 3"]
    checkpoint = read_checkpoint(tmp_path / "out")
    assert checkpoint.guarantee == guarantee
    assert verified_base(checkpoint) == base
    ledger = read_ledger(read_corpus(corpus).ledger)
    assert ledger.contains(guarantee.ledger_head)
    assert ledger.spent() == guarantee.epsilon
    assert not (tmp_path / "out.resume").exists()
    ids = torch.arange(12)[None]
    folder, form = served_folder(tmp_path / "out")
    served = AutoModelForCausalLM.from_pretrained(folder)
    untrained = AutoModelForCausalLM.from_pretrained(base)
    assert form == "chat"
    assert not torch.allclose(served(ids).logits, untrained(ids).logits, atol=1e-5)


def test_a_machine_that_emulates_bfloat16_says_so(corpus, base, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "computes_bfloat16", lambda: False)
    config = configured(corpus, base)
    for precision, warned in (("float32", False), ("bfloat16", True)):
        runtime = config.runtime.model_copy(update={"precision": precision})
        lines = []
        train(
            config.model_copy(update={"runtime": runtime}),
            tmp_path / precision,
            progress=lines.append,
        )
        assert any("emulates bfloat16" in line for line in lines) == warned


def test_a_run_without_noise_says_so_everywhere(corpus, base, tmp_path):
    guarantee = train(configured(corpus, base, method="full"), tmp_path / "out")
    written = json.loads((tmp_path / "out" / "guarantee.json").read_text())
    assert (guarantee.kind, written["epsilon"], written["noise_multiplier"]) == ("non-dp", "inf", 0)
    assert "WITHOUT" in (tmp_path / "out" / "README.md").read_text()
    assert read_checkpoint(tmp_path / "out").weights == "model"
    assert read_ledger(read_corpus(corpus).ledger).spent() == math.inf


def test_training_without_noise_lowers_the_loss(corpus, base, tmp_path):
    config = configured(corpus, base, steps=15, method="full")
    config = config.model_copy(
        update={"training": config.training.model_copy(update={"learning_rate": 0.03})}
    )
    train(config, tmp_path / "out")
    folder, _ = served_folder(tmp_path / "out")
    _, tokenizer = load_base(base, config)
    windows = [_window(f"I am number {number} and sleep badly", tokenizer) for number in range(8)]
    before = AutoModelForCausalLM.from_pretrained(base)
    after = AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        gained = window_losses(before, windows) - window_losses(after, windows)
    assert gained.mean() > 0.1


def _window(text, tokenizer):
    turn = Turn(speaker=Speaker.PATIENT, text=text)
    (row,) = plain([Session(session_id="s", patient_id="p", turns=(turn,))], tokenizer)
    return Window(tokens=row.tokens[-30:])


@pytest.mark.parametrize(
    ("schedule", "rates"), [("constant", [0.4, 0.4, 0.4, 0.4]), ("linear", [0.4, 0.3, 0.2, 0.1])]
)
def test_a_linear_schedule_lowers_the_learning_rate_to_nothing(
    schedule, rates, corpus, base, tmp_path, monkeypatch
):
    config = configured(corpus, base, steps=4)
    how = {"learning_rate": 0.4, "schedule": schedule}
    config = config.model_copy(update={"training": config.training.model_copy(update=how)})
    seen, step = [], training.private_step

    def recording(model, optimizer, *arguments, **options):
        seen.append(optimizer.param_groups[0]["lr"])
        step(model, optimizer, *arguments, **options)

    monkeypatch.setattr(training, "private_step", recording)
    train(config, tmp_path / "out")
    assert seen == pytest.approx(rates)


class Killed(Exception):
    """Stands for a power cut."""


def killed_after(steps):
    calls = itertools.count(1)

    def progress(line):
        if line.startswith("step") and next(calls) == steps:
            raise Killed

    return progress


def test_a_killed_run_continues_and_every_step_is_counted_once(corpus, base, tmp_path):
    config, out = configured(corpus, base, epsilon=20.0, steps=14), tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(12))  # saved at 10: two steps are lost
    spent = read_ledger(read_corpus(corpus).ledger).spent()
    lines = []
    guarantee = train(config, out, progress=lines.append)
    assert lines[1:] == ["step 13 of 14", "step 14 of 14"]
    assert guarantee.steps == 14
    assert read_ledger(read_corpus(corpus).ledger).spent() == spent == guarantee.epsilon


SCRIPT = """
import sys
from pathlib import Path
from tests.generator.conftest import configured
from tests.generator.test_training import train
corpus, base, out = map(Path, sys.argv[1:])
config = configured(corpus, base, epsilon=20.0, steps=60)
train(config, out, progress=lambda line: print(line, flush=True))
"""


def test_a_run_killed_by_the_system_counts_no_step_zero_times(corpus, base, tmp_path):
    out, words = tmp_path / "out", [str(corpus), str(base), str(tmp_path / "out")]
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line.startswith("step 5 "):
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL
    counted = json.loads((tmp_path / "out.resume" / "steps.json").read_text())["steps"]
    assert 5 <= counted < 60
    lines = []
    guarantee = train(configured(corpus, base, epsilon=20.0, steps=60), out, progress=lines.append)
    assert lines[1] == f"step {counted + 1} of 60"
    assert guarantee.steps == 60
    assert len(read_ledger(read_corpus(corpus).ledger).reservations) == 1


def test_shares_released_before_are_part_of_the_guarantee(corpus, base, tmp_path):
    shares = Gaussian(noise_multiplier=3.0)
    reserve(read_corpus(corpus).ledger, purpose="marginals", mechanism=shares)
    guarantee = train(configured(corpus, base, epsilon=8.0), tmp_path / "out")
    assert guarantee.events[1:] == (shares,)
    assert guarantee.training_epsilon < 7.9 < guarantee.epsilon <= 8.0
    spent = read_ledger(read_corpus(corpus).ledger).spent()
    assert guarantee.epsilon == pytest.approx(spent)  # the same events in another order
    assert read_checkpoint(tmp_path / "out").guarantee == guarantee


def test_all_windows_of_a_patient_can_be_one_contribution(corpus, base, tmp_path):
    config = configured(corpus, base, epsilon=8.0, contribution="all_windows")
    guarantee = train(config, tmp_path / "out")
    one = train(configured(corpus, base, epsilon=8.0), tmp_path / "one")
    assert guarantee.epsilon == one.epsilon and guarantee.steps == 3


def test_a_continued_run_starts_from_the_saved_weights(corpus, base, tmp_path):
    config, out = configured(corpus, base, steps=10), tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(10))
    saved = load_file(tmp_path / "out.resume" / "state.safetensors")
    assert train(config, out).steps == 10  # nothing left to do but to write the checkpoint
    adapter = load_file(out / "adapter" / "adapter_model.safetensors")
    parameters = [value for name, value in saved.items() if name.startswith("parameter.")]
    assert len(parameters) == len(adapter)
    fingerprints = sorted(float(value.double().sum()) for value in parameters)
    assert fingerprints == sorted(float(value.double().sum()) for value in adapter.values())
    assert all(value.any() for name, value in adapter.items() if "lora_B" in name)


@pytest.mark.parametrize("num_bytes", [400, 2_000])
def test_a_full_disk_is_one_line_and_the_same_command_goes_on(corpus, base, tmp_path, num_bytes):
    config = configured(corpus, base, steps=14)  # the first state is saved after ten
    with files_of_at_most(num_bytes), pytest.raises(WorldFailed) as caught:
        train(config, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert train(config, tmp_path / "out").steps == 14


def test_another_plan_cannot_continue_an_unfinished_run(corpus, base, tmp_path):
    with pytest.raises(Killed):
        train(configured(corpus, base), tmp_path / "out", progress=killed_after(1))
    with pytest.raises(CallerMistake, match="steps"):
        train(configured(corpus, base, steps=50), tmp_path / "out")


def test_a_run_beyond_the_budget_is_refused_and_leaves_nothing(base, tmp_path):
    table = corpus_of(tmp_path, range(3))
    import_table([table], tmp_path / "corpus", budget=1.0, declared_patients=3)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(GateRefused, match="budget"):
        train(configured(tmp_path / "corpus", base, epsilon=20.0), tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_the_number_of_patients_must_be_declared(base, tmp_path):
    import_table([corpus_of(tmp_path, range(3))], tmp_path / "corpus")
    with pytest.raises(CallerMistake, match=r"privacy\.patients"):
        train(configured(tmp_path / "corpus", base), tmp_path / "out")


def test_an_existing_output_is_refused_unless_it_is_a_checkpoint_to_replace(corpus, base, tmp_path):
    out = tmp_path / "out"
    first = train(configured(corpus, base, steps=1), out)
    with pytest.raises(CallerMistake, match="exists"):
        train(configured(corpus, base, steps=1), out)
    second = train(configured(corpus, base, steps=1), out, overwrite=True)
    assert second.ledger_head != first.ledger_head
    with pytest.raises(CallerMistake, match="no checkpoint"):
        train(configured(corpus, base, steps=1), corpus, overwrite=True)


def test_weights_that_learned_from_a_corpus_are_no_base(corpus, base, tmp_path):
    train(configured(corpus, base, steps=1, method="full"), tmp_path / "first")
    spent = (corpus / "ledger.jsonl").read_text()
    with pytest.raises(CallerMistake, match="is a checkpoint"):
        train(configured(corpus, tmp_path / "first" / "model", epsilon=20.0), tmp_path / "out")
    assert (corpus / "ledger.jsonl").read_text() == spent
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.resume").exists()


def test_a_damaged_state_is_one_line_and_not_gone_on_with(corpus, base, tmp_path):
    config, out = configured(corpus, base, steps=20), tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(12))
    (tmp_path / "out.resume" / "state.safetensors").write_bytes(b"")
    with pytest.raises(GateRefused, match=r"state\.safetensors is missing or damaged") as refused:
        train(config, out)
    assert "\n" not in str(refused.value)


def test_nothing_but_the_weights_changes_when_one_patient_is_removed(base, tmp_path):
    published = []
    for patients in (range(NUM_PATIENTS), range(NUM_PATIENTS - 1)):
        folder = tmp_path / str(len(patients))
        folder.mkdir()
        table = corpus_of(folder, patients)
        import_table([table], folder / "corpus", declared_patients=NUM_PATIENTS, budget=30.0)
        train(configured(folder / "corpus", base, epsilon=20.0), folder / "out")
        guarantee = json.loads((folder / "out" / "guarantee.json").read_text())
        del guarantee["weights_sha256"]
        others = [
            (folder / "out" / name).read_text()
            for name in ("base.json", "README.md", "adapter/adapter_config.json")
        ]
        published.append((guarantee, others))
    assert published[0] == published[1]


def seen_in_training(folder, base, out, *, deidentify=None):
    """The texts that reach the model's preparation; the run ends there."""
    texts = []

    def spying(sessions, tokenizer):
        texts.extend(turn.text for session in sessions for turn in session.turns)
        raise Killed

    config = configured(folder, base, steps=1)
    if deidentify:
        training = config.training.model_copy(update={"deidentify": deidentify})
        config = config.model_copy(update={"training": training})
    with pytest.raises(Killed):
        train_conditioned(config, out, prepare=spying)
    return texts


@pytest.fixture
def named(tmp_path):
    texts = {"p0": ("I told Qorvindal.", "Hope rang, my sister Hope."), "p1": ("Qorvindal.",)}
    lines = [
        {
            "session_id": f"{patient}.{number}",
            "patient_id": patient,
            "turns": [{"speaker": "patient", "text": text}],
        }
        for patient, said in texts.items()
        for number, text in enumerate(said)
    ]
    path = tmp_path / "named.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_table([path], tmp_path / "named", declared_patients=2)
    return tmp_path / "named"


def test_training_sees_no_names_and_one_patient_teaches_nothing_about_another(
    named, base, tmp_path
):
    assert seen_in_training(named, base, tmp_path / "out") == [
        "I told [name].",
        "[name] rang, my sister [name].",
        "Qorvindal.",  # what p0's sessions tell of this word must not change p1's
    ]


def test_deidentification_can_be_asked_for_otherwise(named, base, tmp_path):
    plainly = seen_in_training(named, base, tmp_path / "a", deidentify="none")
    assert plainly[:2] == ["I told Qorvindal.", "Hope rang, my sister Hope."]
    first, second, _ = seen_in_training(named, base, tmp_path / "b", deidentify="surrogates")
    assert "Qorvindal" not in first
    assert "[name]" not in first + second
    assert "Hope" not in second


def test_a_deidentified_corpus_is_not_deidentified_again(named, base, tmp_path):
    corpus = read_corpus(named)
    sessions = [item.session for records in corpus.records.values() for item in records]
    write_derived(corpus, tmp_path / "clean", sessions, deidentified="surrogates")
    seen = seen_in_training(tmp_path / "clean", base, tmp_path / "out")
    assert seen[0] == "I told Qorvindal."
    assert len(read_ledger(corpus.ledger).reservations) == 1
