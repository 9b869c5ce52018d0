"""Fits are made once for what they are made of; few bits a coordinate are enough."""

import numpy as np
import pytest

from knowledge.fits import CACHE_VARIABLE, kept_fit
from knowledge.packing import pack, unpack


def test_a_fit_is_made_once_for_what_it_is_made_of(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    made = []

    def fit():
        made.append(1)
        return {"weight": np.arange(3, dtype=np.float32) * len(made)}

    first, again, other = (kept_fit("a", made_of, fit) for made_of in (["x"], ["x"], ["y"]))
    assert np.array_equal(first["weight"], again["weight"])
    assert len(made) == 2 and not np.array_equal(first["weight"], other["weight"])
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".safetensors"] * 2


def test_columns_in_memory_are_rows_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    weight = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    for _ in range(2):
        assert np.array_equal(kept_fit("a", [], lambda: {"weight": weight})["weight"], weight)
    assert len(list(tmp_path.iterdir())) == 1


def test_where_nothing_can_be_written_the_fit_is_as_good(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    assert kept_fit("a", [], lambda: {"weight": np.ones(2)})["weight"].sum() == 2


@pytest.mark.parametrize(("bits", "off"), [(4, 0.007), (8, 0.0005)])
def test_unpacked_coordinates_are_right_to_half_a_step_and_cosines_to_little(bits, off):
    rng = np.random.default_rng(0)
    vector_ND = rng.normal(size=(300, 384)).astype(np.float32)
    vector_ND /= np.linalg.norm(vector_ND, axis=1, keepdims=True)
    packed_NP, step_N = pack(vector_ND, bits=bits)
    again_ND = unpack(packed_NP, step_N, bits=bits)
    assert packed_NP.nbytes * 32 == vector_ND.nbytes * bits
    # Sixteen bits for the step itself: a little more than half of one at the far ends.
    assert (np.abs(again_ND - vector_ND) <= 0.52 * step_N[:, None]).all()
    assert np.std((again_ND - vector_ND) @ vector_ND.T) < off


@pytest.mark.parametrize("bits", [4, 8])
def test_a_vector_of_nothing_is_unpacked_as_nothing(bits):
    zeros = np.zeros((1, 4), dtype=np.float32)
    assert np.array_equal(unpack(*pack(zeros, bits=bits), bits=bits), zeros)
