"""DP fine-tuning of a base language model on a corpus: `train`.

    records -> de-identified -> tokens -> Poisson sample of patients, one window each -> DP-SGD
            -> checkpoint with its guarantee

Charges the corpus's ledger in full before the first step. No loss or other un-noised number about
the records is printed, logged or kept. Knows no engine and no filter.
"""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from opacus import GradSampleModule
from torch import Tensor, nn
from transformers import PreTrainedTokenizerBase

from generator.accounting import DpSgd, Mechanism, default_delta, solve_noise
from generator.checkpoint import (
    check_new_checkpoint,
    find_base,
    folder_sha256,
    is_trained_here,
    write_checkpoint,
)
from generator.conditioning import conditioned
from generator.config import EMBEDDED, TrainConfig
from generator.corpus import Corpus, read_corpus
from generator.corpus_check import refuse_miscount
from generator.deidentify import deidentify_patient
from generator.guarantee import Guarantee, build_guarantee, finite_or_inf
from generator.hardware import computes_bfloat16
from generator.ledger import read_ledger, reserve
from generator.optimizer import PatientOptimizer
from generator.ordinary import OrdinaryOptimizer, ordinary_step
from generator.rehearsal import Rehearsal
from generator.resume import ResumeFolder
from generator.sampling import Drawable, Window, draw_patients, draw_window, secret_generator
from generator.step import per_patient_module, private_step
from generator.weights import load_base, save_weights, weights_kind
from knowledge.errors import CallerMistake, GateRefused
from knowledge.session import Session

STEPS_BETWEEN_SAVES = 10

Prepare = Callable[[Sequence[Session], PreTrainedTokenizerBase], Sequence[Drawable]]
"""De-identified private sessions -> the same sessions, ready to have windows drawn from them."""
Progress = Callable[[str], None]
"""Called with a line about what was done; never with a number computed from the records."""


def train(
    config: TrainConfig,
    out: Path,
    *,
    progress: Progress = lambda line: None,
    prepare: Prepare | None = None,
    overwrite: bool = False,
) -> Guarantee:
    """Trains and writes a new checkpoint folder; continues an interrupted run of the same plan.

    Args:
        prepare: by default every window follows the control header that would ask for it.

    Guarantees:
        (epsilon, delta)-DP for the patient as unit under add-or-remove-one adjacency, computed
        from the optimizer's own count of steps. `epsilon: inf` guarantees nothing and says so.

    Raises:
        CallerMistake: `out` exists, or a value of `config` does not fit.
        GateRefused: the corpus's budget does not allow the run.
    """
    check_new_checkpoint(out, overwrite=overwrite)
    _check_rehearsal(config)
    corpus = read_corpus(config.corpus)
    patients = _declared_patients(config, corpus)
    base = _public_base(config)
    resume = ResumeFolder(folder=out.with_name(f"{out.name}.resume"))
    with resume.locked():
        plan = _plan(config, corpus, patients=patients, base_sha256=folder_sha256(base))
        model, tokenizer = load_base(base, config)  # before anything is charged for it
        mechanism, ledger_head = _reserved(config, corpus, resume, plan=plan)
        progress("removing identifiers and finding what each session speaks of")
        prepare = prepare or functools.partial(conditioned, own_words=config.training.own_words)
        sessions = _sessions_by_patient(corpus, config, tokenizer, prepare)
        optimizer = _fit(
            model,
            sessions,
            config,
            mechanism,
            patients=patients,
            rehearsal=_rehearsal(config, tokenizer, steps_before=resume.counted_steps()),
            resume=resume,
            progress=progress,
        )
        guarantee = write_checkpoint(
            out,
            base=config.base,
            weights=weights_kind(config),
            save_weights=lambda folder: save_weights(model, tokenizer, folder, config),
            guarantee_of=lambda weights_sha256: build_guarantee(
                training=DpSgd(
                    noise_multiplier=mechanism.noise_multiplier,
                    sampling_rate=mechanism.sampling_rate,
                    steps=optimizer.num_steps,
                ),
                beside=_beside(corpus, before=ledger_head),
                delta=plan["delta"],
                patients=patients,
                clipping_norm=None if config.privacy.is_ordinary else config.privacy.clipping_norm,
                weights_sha256=weights_sha256,
                base_sha256=plan["base_sha256"],
                ledger_head=ledger_head,
            ),
            overwrite=overwrite,
        )
        resume.remove()
    return guarantee


def _public_base(config: TrainConfig) -> Path:
    """The base's folder. One that learned from a corpus would bring that along uncharged."""
    base = find_base(config.base)
    if is_trained_here(base):
        raise CallerMistake(
            f"base {config.base} is a checkpoint, and what it learned from would be missing in the "
            "guarantee; allowed is a model that learned from no private text"
        )
    return base


def _check_rehearsal(config: TrainConfig) -> None:
    if config.training.rehearsal and config.base != EMBEDDED:
        raise CallerMistake(
            f"training.rehearsal {config.training.rehearsal}: what base {config.base} learned from "
            "is not known here; allowed is 0, or base embedded"
        )


def _rehearsal(
    config: TrainConfig, tokenizer: PreTrainedTokenizerBase, *, steps_before: int
) -> Rehearsal | None:
    if config.training.rehearsal == 0:
        return None
    return Rehearsal(
        tokenizer,
        num_sessions=config.training.rehearsal,
        clipping_norm=config.privacy.clipping_norm,
        precision=_precision(config),
        steps_before=steps_before,
    )


def _precision(config: TrainConfig) -> torch.dtype:
    return getattr(torch, config.runtime.precision)


def _fit(
    model: nn.Module,
    sessions: Sequence[Sequence[Drawable]],
    config: TrainConfig,
    mechanism: DpSgd,
    *,
    patients: int,
    rehearsal: Rehearsal | None,
    resume: ResumeFolder,
    progress: Progress,
) -> PatientOptimizer | OrdinaryOptimizer:
    """Trains the model as it is given; the optimizer tells how many steps it took."""
    model.train()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if config.runtime.precision == "bfloat16" and not computes_bfloat16():
        progress("this machine only emulates bfloat16: float32 would be many times faster")
    before = [parameter.detach().clone() for parameter in trained]
    adam = torch.optim.AdamW(trained, lr=config.training.learning_rate, weight_decay=0.0)
    resume.load_state(trained, adam)
    hooked = model if config.privacy.is_ordinary else per_patient_module(model)
    optimizer, take_step = _stepping(
        hooked, adam, config, mechanism, patients=patients, rehearsal=rehearsal, resume=resume
    )
    while optimizer.num_steps < mechanism.steps:
        _set_learning_rate(adam, config, done=optimizer.num_steps / mechanism.steps)
        take_step(_draw_contributions(sessions, mechanism.sampling_rate, config))
        if optimizer.num_steps % STEPS_BETWEEN_SAVES == 0 or optimizer.num_steps == mechanism.steps:
            resume.save_state(trained, adam)
        progress(f"step {optimizer.num_steps} of {mechanism.steps}")
    if isinstance(hooked, GradSampleModule):
        hooked.to_standard_module()
    _check_trained(before, trained)
    return optimizer


def _stepping(
    hooked: nn.Module,
    adam: torch.optim.Optimizer,
    config: TrainConfig,
    mechanism: DpSgd,
    *,
    patients: int,
    rehearsal: Rehearsal | None,
    resume: ResumeFolder,
) -> tuple[PatientOptimizer | OrdinaryOptimizer, Callable[[Sequence[Sequence[Window]]], None]]:
    """The optimizer that counts the steps, and what takes one on the windows of drawn patients."""
    counted = {
        "expected_batch": mechanism.sampling_rate * patients,
        "planned_steps": mechanism.steps,
        "num_steps": resume.counted_steps(),
        "count_step": resume.count_step,
        "beside": rehearsal and functools.partial(rehearsal.gradient, hooked),
    }
    runtime = {"physical_batch": config.runtime.physical_batch, "precision": _precision(config)}
    if config.privacy.is_ordinary:
        ordinary = OrdinaryOptimizer(adam, **counted)
        return ordinary, functools.partial(ordinary_step, hooked, ordinary, **runtime)
    private = PatientOptimizer(
        adam,
        noise_multiplier=mechanism.noise_multiplier,
        clipping_norm=config.privacy.clipping_norm,
        **counted,
    )
    return private, functools.partial(private_step, hooked, private, **runtime)


def _set_learning_rate(adam: torch.optim.Optimizer, config: TrainConfig, *, done: float) -> None:
    falling = config.training.schedule == "linear"
    for group in adam.param_groups:
        group["lr"] = config.training.learning_rate * (1 - done if falling else 1)


def _draw_contributions(
    sessions: Sequence[Sequence[Drawable]], sampling_rate: float, config: TrainConfig
) -> list[list[Window]]:
    """The windows of every drawn patient: one at random, or all there are."""
    rng, size = secret_generator(), config.training.window_tokens
    drawn = [sessions[index] for index in draw_patients(len(sessions), sampling_rate, rng=rng)]
    if config.privacy.contribution == "one_window":
        return [[draw_window(own, size, rng=rng)] for own in drawn]
    return [[window for session in own for window in session.cover(size)] for own in drawn]


def _check_trained(before: Sequence[Tensor], after: Sequence[Tensor]) -> None:
    """A run can go through every step and still not have moved a weight."""
    if not all(bool(torch.isfinite(tensor).all()) for tensor in after):
        raise GateRefused("training diverged: a weight is not finite; lower the learning rate")
    if all(torch.equal(old, new) for old, new in zip(before, after, strict=True)):
        raise GateRefused("training changed no weight; the checkpoint would be the base itself")


def _declared_patients(config: TrainConfig, corpus: Corpus) -> int:
    """The public number: never counted from the records, which would tell of one patient."""
    patients = config.privacy.patients or corpus.declared_patients
    if patients is None:
        raise CallerMistake(
            "privacy.patients: missing, and the corpus declares none; give the public number"
        )
    refuse_miscount(corpus, patients)
    return patients


def _plan(config: TrainConfig, corpus: Corpus, *, patients: int, base_sha256: str) -> dict:
    privacy = config.privacy
    return {
        "epsilon": str(privacy.epsilon),
        "delta": privacy.delta or default_delta(patients),
        "patients": patients,
        "clipping_norm": finite_or_inf(privacy.clipping_norm),
        "sampling_rate": privacy.sampling_rate,
        "steps": privacy.steps,
        "contribution": privacy.contribution,
        "training": config.training.model_dump(),
        "corpus": corpus.sessions_sha256,
        "base_sha256": base_sha256,
    }


def _reserved(
    config: TrainConfig, corpus: Corpus, resume: ResumeFolder, *, plan: dict
) -> tuple[DpSgd, str]:
    """The mechanism and the hash of its line in the ledger; charged once, also across a crash."""
    if resume.exists:
        resume.require_plan(plan)
        before = resume.plan()
        if not read_ledger(corpus.ledger).contains(before["ledger_head"]):
            raise GateRefused(f"{resume.folder} continues a run that this ledger does not know")
        return _mechanism(config, before["noise_multiplier"]), before["ledger_head"]
    noise_multiplier = solve_noise(
        target_epsilon=config.privacy.epsilon,
        delta=plan["delta"],
        sampling_rate=config.privacy.sampling_rate,
        steps=config.privacy.steps,
        beside=_beside(corpus, before=None),
    )
    mechanism = _mechanism(config, noise_multiplier)
    head = reserve(corpus.ledger, purpose="training", mechanism=mechanism)
    resume.start({**plan, "noise_multiplier": noise_multiplier, "ledger_head": head})
    return mechanism, head


def _beside(corpus: Corpus, *, before: str | None) -> tuple[Mechanism, ...]:
    """Shares released to plan cohorts with: what is generated will depend on them, too."""
    return read_ledger(corpus.ledger).before(before, purpose="marginals")


def _mechanism(config: TrainConfig, noise_multiplier: float) -> DpSgd:
    return DpSgd(
        noise_multiplier=noise_multiplier,
        sampling_rate=config.privacy.sampling_rate,
        steps=config.privacy.steps,
    )


def _sessions_by_patient(
    corpus: Corpus, config: TrainConfig, tokenizer: PreTrainedTokenizerBase, prepare: Prepare
) -> list[list[Drawable]]:
    """Every patient's prepared sessions: the unit that is sampled and clipped."""
    flat: list[Session] = []
    for records in corpus.records.values():
        sessions = tuple(item.session for item in records)
        if config.training.deidentify != "none" and corpus.deidentified is None:
            sessions = deidentify_patient(sessions, mode=config.training.deidentify).sessions
        flat.extend(sessions)
    prepared = iter(prepare(flat, tokenizer))
    return [[next(prepared) for _ in records] for records in corpus.records.values()]
