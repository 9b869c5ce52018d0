"""What the guards against the planted bugs measure: training, a release, the knowledge store.

A guard answers whether it raises the alarm. Training is measured from the corpus file to the
weights, with plain gradient descent at rate 1 instead of AdamW, so that the change of the weights
is the private gradient itself.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from filters.gate import FILTERS, Gate
from filters.structure import StructureFilter
from generator import step, training
from generator.accounting import DpSgd
from generator.corpus_import import import_table
from generator.guarantee import Guarantee, build_guarantee
from generator.judging import build_filters
from generator.releasing.verification import verify_release
from generator.run import RunFolder
from generator.sampling import Window
from knowledge.base import load_knowledge
from knowledge.expression import load_expressions
from knowledge.passage import passages_of
from knowledge.saved_store import open_store
from knowledge.session_file import session_json
from tests.filters.approval import with_approvals
from tests.generator import releasing
from tests.generator.conftest import Row, configured
from tests.generator.test_optimizer import is_noise_of
from tests.generator.test_pipeline import PLAN, YAML, _good, _pipeline
from tests.generator.test_sampling import follows_the_law
from tests.knowledge.test_saved_store import CountingEmbedder

SECRET = "My cousin Orsolya keeps the zebra in the lift and I have not slept since."


@dataclass
class Place:
    """An empty folder and the tiny base model."""

    folder: Path
    base: Path
    _used: int = 0

    def new(self) -> Path:
        self._used += 1
        path = self.folder / str(self._used)
        path.mkdir()
        return path


@dataclass
class Trained:
    guarantee: Guarantee
    moves: list[torch.Tensor]  # of every step, all trained weights in one row

    @property
    def share(self) -> float:
        """The most one patient may move a step, by what the guarantee says."""
        claim = self.guarantee
        return claim.clipping_norm / (claim.sampling_rate * claim.patients)

    @property
    def deviation(self) -> float:
        """Of the noise on every weight of a step, by what the guarantee says."""
        return self.guarantee.noise_multiplier * self.share


def corpus_of(folder, sessions):
    """`sessions`: patient -> what it says, one line a session."""
    lines = [
        {
            "session_id": f"{patient}.{number}",
            "patient_id": patient,
            "turns": [{"speaker": "patient", "text": text}],
        }
        for patient, said in sessions.items()
        for number, text in enumerate(said)
    ]
    (folder / "sessions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_table([folder / "sessions.jsonl"], folder / "corpus", declared_patients=40)
    return folder / "corpus"


def trained(place, sessions, *, prepare, steps=1, epsilon="inf", method="full", **privacy):
    folder = place.new()
    config = configured(
        corpus_of(folder, sessions),
        place.base,
        **{"epsilon": epsilon, "steps": steps, "method": method, "sampling_rate": 1.0, **privacy},
    )
    plainly = config.training.model_copy(update={"learning_rate": 1.0, "deidentify": "none"})
    config = config.model_copy(update={"training": plainly})
    kept, seen = [], []

    def keeping(*arguments):
        model, tokenizer = load(*arguments)
        kept.extend(p for p in model.parameters() if p.requires_grad)
        seen.append(flat(kept))
        return model, tokenizer

    def after_a_step(line):
        if line.startswith("step"):
            seen.append(flat(kept))

    load = training.load_base
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.optim, "AdamW", descent)
        patch.setattr(training, "load_base", keeping)
        # One patient shows its share best; that so few are refused is tested elsewhere.
        patch.setattr(training, "refuse_miscount", lambda corpus, patients: None)
        guarantee = training.train(config, folder / "out", prepare=prepare, progress=after_a_step)
    return Trained(guarantee, [b - a for a, b in zip(seen, seen[1:], strict=False)])


def descent(parameters, *, lr, weight_decay):
    return torch.optim.SGD(parameters, lr=lr)


def flat(parameters):
    return torch.cat([parameter.detach().double().flatten() for parameter in parameters])


def opening(sessions, tokenizer):
    """Each session is its first few letters, so that nothing is left to the draw of a window."""
    return [Row(tuple(tokenizer(s.turns[0].text)["input_ids"][:20])) for s in sessions]


@dataclass(frozen=True)
class Mute:
    """A window that is all header: nothing is learned, so every gradient is zero."""

    def draw(self, num_tokens, *, rng):
        return Window(tokens=(5, 6, 7, 8), num_given=4)


def mute(sessions, tokenizer):
    return [Mute() for _ in sessions]


def noise_is_not_the_claimed_one(place):
    """4,096 numbers: half the noise lies 34 standard errors off, and a false alarm is 1e-9."""
    said = {f"p{number}": [SECRET] for number in range(6)}
    run = trained(place, said, prepare=mute, method="lora", epsilon=8.0, steps=4, sampling_rate=0.1)
    return not is_noise_of(torch.stack(run.moves).numpy(), run.deviation, error=1e-9)


def one_patient_moves_more_or_less_than_its_share(place):
    """Three sessions that push the same way, one patient in the corpus, everybody drawn."""
    runs = [
        trained(place, {"p0": [SECRET] * 3}, prepare=opening, contribution=contribution)
        for contribution in ("one_window", "all_windows")
    ]
    moves = [float(run.moves[0].norm()) / run.share for run in runs]
    return not all(math.isclose(move, 1.0, rel_tol=1e-3) for move in moves)


def patients_are_not_drawn_independently(place):
    """3,000 draws of the loop itself; the step is left out."""
    draws, said = [], {f"p{number}": [SECRET] for number in range(40)}

    def number_of(sessions, tokenizer):
        return [Row((int(session.patient_id[1:]),)) for session in sessions]

    def recording(model, optimizer, contributions, *, physical_batch, precision):
        draws.append(tuple(window.tokens[0] for own in contributions for window in own))
        optimizer.num_steps += 1
        with torch.no_grad():
            optimizer.params[0].add_(1.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "private_step", recording)
        trained(place, said, prepare=number_of, steps=3000, sampling_rate=0.2)
    return not follows_the_law(draws, 40, 0.2)


def a_patient_that_is_not_finite_has_a_say(place):
    """The weights of a run are the same with and without it."""
    said = {"p0": ["I sleep badly."], "p1": ["My days are long."]}
    alone = trained(place, said, prepare=opening)
    return not all(
        torch.allclose(alone.moves[0], with_a_broken_patient(place, said, factor), atol=1e-7)
        for factor in (1e30, math.nan, math.inf)
    )


def with_a_broken_patient(place, said, factor):
    def losses(model, windows):
        broken = torch.tensor([window.tokens[0] == first_letter for window in windows])
        return torch.where(broken, factor, 1.0) * real(model, windows)

    real, first_letter = step.window_losses, None

    def marking(sessions, tokenizer):
        nonlocal first_letter
        first_letter = tokenizer("Z")["input_ids"][0]
        return opening(sessions, tokenizer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, "window_losses", losses)
        run = trained(place, {**said, "p2": ["Zebras everywhere."]}, prepare=marking)
    return run.moves[0]


CLAIM = build_guarantee(
    training=DpSgd(noise_multiplier=1.0, sampling_rate=0.1, steps=10),
    delta=1e-5,
    patients=40,
    clipping_norm=1.0,
    weights_sha256="0" * 64,
    base_sha256="0" * 64,
    ledger_head="0" * 64,
)


def released(place, secret):
    """A release of a private checkpoint, with a patient in the corpus who said `secret`."""
    folder = place.new()
    (place.folder / "corpus").mkdir(exist_ok=True)
    (place.folder / "corpus" / "sessions.jsonl").write_text(secret)
    run = RunFolder.create(folder / "run", spec_yaml=YAML, plan=PLAN, overwrite=False)
    unknown = [item for item in build_filters() if item.name not in FILTERS]
    gate = Gate(with_approvals(StructureFilter(), *unknown))
    _pipeline(run, _good, gate=gate, attempts_per_session=1).fill()
    releasing.finish(run, CLAIM)
    release = releasing.released(run, folder / "release")
    verify_release(release)
    return release, [session_json(session) for session in run.accepted()]


def the_release_takes_back_the_claim(place):
    """The product's own guard."""
    release, _ = released(place, SECRET)
    return json.loads((release / "guarantee.json").read_text())["epsilon"] != CLAIM.epsilon


def a_patient_changes_what_is_released(place):
    """A counterfactual: what is kept must not depend on who is in the corpus."""
    _, without = released(place, SECRET)
    spoken = without[0]["turns"][3]["text"]
    return released(place, spoken)[1] != without


def the_store_holds_more_than_the_records(place):
    store = open_store(place.new(), CountingEmbedder())
    public = set(passages_of(load_knowledge(), load_expressions()))
    return not set(store.passages) <= public
