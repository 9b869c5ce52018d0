"""The embedder gives each text its own vector, however texts are batched."""

import numpy as np
import pytest
import torch
from torch import nn

from knowledge.embedding import MiniLmEmbedder
from knowledge.hardware import processor_computes_bfloat16
from knowledge.linear import OneDnnLinear, through_onednn

TEXTS = [
    "I can't sleep.",
    "My mother used to sing to us in the evenings, and then she would leave the door ajar. " * 4,
    "No.",
    "It has been going on for months now, and nothing helps.",
    "Yes.",
]


@pytest.fixture(scope="module")
def embedder():
    return MiniLmEmbedder(batch_size=2)


def test_rows_stand_in_the_order_of_the_texts_whatever_their_lengths(embedder):
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])
    np.testing.assert_allclose(embedder.embed(TEXTS), alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_texts_beyond_the_window_are_cut_and_not_refused(embedder):
    long = "and then again " * 400
    found = embedder.embed([*TEXTS, long, long + "at last"])
    np.testing.assert_allclose(found[-1], found[-2], atol=1e-5)


def test_batches_hold_texts_of_one_length(embedder):
    embedder.embed(["a"])
    rows = [list(batch) for batch in embedder._batches(embedder._model, TEXTS)]
    assert sorted(row for batch in rows for row in batch) == [0, 1, 2, 3, 4]
    assert set(rows[0]) == {2, 4} and rows[-1] == [1]


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")
@pytest.mark.parametrize("bias", [True, False])
def test_a_layer_through_onednn_gives_the_same_products(bias):
    torch.manual_seed(0)
    layer, value = nn.Linear(12, 7, bias=bias), torch.randn(3, 5, 12)
    with torch.inference_mode():
        torch.testing.assert_close(OneDnnLinear(layer)(value), layer(value), atol=1e-5, rtol=1e-5)


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")
@pytest.mark.skipif(not processor_computes_bfloat16(), reason="no bfloat16 in this processor")
def test_a_layer_in_bfloat16_takes_and_gives_single_precision():
    torch.manual_seed(0)
    layer, value = nn.Linear(12, 7), torch.randn(3, 5, 12)
    with torch.inference_mode():
        coarse, fine = OneDnnLinear(layer, dtype=torch.bfloat16)(value), layer(value)
    assert coarse.dtype == torch.float32
    torch.testing.assert_close(coarse, fine, atol=0.03, rtol=0.03)
    assert not torch.equal(coarse, fine)


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")
def test_every_linear_layer_of_a_model_is_replaced_and_no_other():
    model = nn.Sequential(nn.Linear(4, 4), nn.Sequential(nn.GELU(), nn.Linear(4, 2)))
    through_onednn(model)
    kinds = [type(layer).__name__ for layer in model.modules()]
    assert kinds.count("OneDnnLinear") == 2 and "Linear" not in kinds and "GELU" in kinds
