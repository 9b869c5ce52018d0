"""One noisy step on the windows of the drawn patients: losses, gradients a patient, clip, noise.

A patient is one row of gradient, whether it gives one window or all of them. Knows no files, no
ledger and no sampler.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from opacus import GradSampleModule
from opacus.grad_sample.embedding import compute_embedding_grad_sample
from torch import Tensor, nn

from generator.optimizer import PatientOptimizer
from generator.sampling import Window
from knowledge.errors import CallerMistake

IGNORED = -100


def per_patient_module(model: nn.Module) -> GradSampleModule:
    """Hooks that compute one gradient per row. Not strict: frozen layers may hold buffers.

    Raises:
        CallerMistake: a layer to be trained is of a kind whose rows cannot be told apart.
    """
    for layer in model.modules():
        if isinstance(layer, nn.Embedding) and isinstance(
            getattr(layer, "embed_scale", None), Tensor
        ):
            GradSampleModule.GRAD_SAMPLERS[type(layer)] = _scaled_embedding_rows
    try:
        return GradSampleModule(model, batch_first=True, loss_reduction="sum", strict=False)
    except NotImplementedError as error:
        raise CallerMistake(
            f"training.method full: a layer of this base cannot be trained privately ({error}); "
            "allowed is lora"
        ) from None


def _scaled_embedding_rows(
    layer: nn.Embedding, activations: list[Tensor], backprops: Tensor
) -> dict[nn.Parameter, Tensor]:
    """Gemma multiplies what an embedding gives by a constant; Opacus knows plain ones only."""
    scaled = backprops * layer.embed_scale  # pyright: ignore[reportOperatorIssue]
    return compute_embedding_grad_sample(layer, activations, scaled)  # pyright: ignore


def window_losses(model: nn.Module, windows: Sequence[Window]) -> Tensor:
    """Mean negative log-likelihood of every window's learned tokens, in nats, shape [windows].

    Neither the given header nor padding counts.

    Legend: B windows, T tokens, L those from the first learned token of any window on.
    """
    device = next(model.parameters()).device
    length = max(2, *(len(window.tokens) for window in windows))
    ids_BT = torch.zeros((len(windows), length), dtype=torch.long, device=device)
    seen_BT = torch.zeros_like(ids_BT)
    learned_BT = torch.zeros_like(ids_BT)
    for row, window in enumerate(windows):
        width = len(window.tokens)
        ids_BT[row, :width] = torch.tensor(window.tokens, dtype=torch.long, device=device)
        seen_BT[row, :width] = 1
        learned_BT[row, window.num_given : width] = 1
    # Logits of the header that all windows begin with would be a third of the last layer's work.
    first = min(length - 1, *(max(1, window.num_given) for window in windows))
    labels_BL = ids_BT.masked_fill(learned_BT == 0, IGNORED)[:, first:]
    logits_BLV = model(
        input_ids=ids_BT,
        attention_mask=seen_BT,
        use_cache=False,
        logits_to_keep=length - first + 1,
    ).logits[:, :-1]
    losses = nn.functional.cross_entropy(
        logits_BLV.flatten(0, 1).float(),
        labels_BL.flatten(),
        ignore_index=IGNORED,
        reduction="none",
    )
    losses_BL = losses.view_as(labels_BL)
    return losses_BL.sum(dim=1) / (labels_BL != IGNORED).sum(dim=1).clamp(min=1)


def private_step(
    model: nn.Module,
    optimizer: PatientOptimizer,
    contributions: Sequence[Sequence[Window]],
    *,
    physical_batch: int,
    precision: torch.dtype = torch.float32,
) -> None:
    """One noisy step on the windows of every drawn patient; with none drawn it is noise alone.

    `model` is a GradSampleModule with summed losses. A patient's gradient is the sum over its
    windows, clipped once. Leaves no gradient behind, so the next step starts from nothing.
    `precision` is that of the products in the model; norms, sums and noise are of 32 bits always.
    """
    if not contributions:
        optimizer.accept_empty_draw()
        optimizer.step()
    batches = _batches(contributions, physical_batch)
    for number, batch in enumerate(batches, start=1):
        optimizer.signal_skip_step(number < len(batches))
        if len(batch) == 1:
            _one_row(model, optimizer, batch[0], physical_batch, precision)
        else:
            backward(model, [windows[0] for windows in batch], precision)
        optimizer.step()
        optimizer.zero_grad()
    optimizer.zero_grad()


def _batches(
    contributions: Sequence[Sequence[Window]], size: int
) -> list[Sequence[Sequence[Window]]]:
    """Patients with one window go together; one with several is a batch of its own."""
    single = [windows for windows in contributions if len(windows) == 1]
    together = [single[start : start + size] for start in range(0, len(single), size)]
    return [*together, *([windows] for windows in contributions if len(windows) != 1)]


def _one_row(
    model: nn.Module,
    optimizer: PatientOptimizer,
    windows: Sequence[Window],
    physical_batch: int,
    precision: torch.dtype,
) -> None:
    """Leaves one row of gradient: the sum over all windows of one patient, not yet clipped."""
    rows: list[Tensor] | None = None
    for start in range(0, len(windows), physical_batch):
        backward(model, windows[start : start + physical_batch], precision)
        more = [grad.float().sum(dim=0, keepdim=True) for grad in optimizer.grad_samples]
        rows = more if rows is None else [a + b for a, b in zip(rows, more, strict=True)]
        for parameter in optimizer.params:
            parameter.grad_sample = None  # pyright: ignore[reportAttributeAccessIssue]
    for parameter, row in zip(optimizer.params, rows or [], strict=True):
        parameter.grad_sample = row  # pyright: ignore[reportAttributeAccessIssue]


def backward(model: nn.Module, windows: Sequence[Window], precision: torch.dtype) -> None:
    """Adds up the gradient of the windows' summed losses, by row where the model has hooks."""
    device = next(model.parameters()).device.type
    with torch.autocast(device, precision, enabled=precision is not torch.float32):
        loss = window_losses(model, windows).sum()
    with expected_hook_warnings():
        loss.backward()


@contextmanager
def without_rows(model: nn.Module) -> Iterator[None]:
    """No gradient by row within the block, where the model has hooks that compute one."""
    if not isinstance(model, GradSampleModule):
        yield
        return
    model.disable_hooks()
    try:
        yield
    finally:
        model.enable_hooks()


@contextmanager
def expected_hook_warnings() -> Iterator[None]:
    """Torch warns of the first layers, whose inputs are tokens; their gradients are still right."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Full backward hook is firing")
        yield
