"""The fits of today's lines ship, so that nobody waits for them, and no others do."""

import pytest

from evaluation.adherence import AdherenceReader
from filters.prototypes import load_prototypes, load_second_prototypes
from filters.severity import load_severity_scale
from knowledge.base import load_knowledge
from knowledge.embedding import judging_embedder
from knowledge.expression import load_expressions
from knowledge.fits import CACHE_VARIABLE, SHIPPED
from knowledge.passage import passages_of
from knowledge.saved_store import kept_vectors


def _passages():
    return kept_vectors(passages_of(load_knowledge(), load_expressions()), judging_embedder())


def _phases():
    return AdherenceReader(embedder=judging_embedder()).line_vectors()


@pytest.mark.parametrize(
    "load",
    [
        load_prototypes.__wrapped__,
        load_second_prototypes.__wrapped__,
        load_severity_scale.__wrapped__,
        _passages,
        _phases,
    ],
    ids=["recogniser", "second", "severity", "passages", "phases"],
)
def test_the_fits_of_todays_lines_ship(load, tmp_path, monkeypatch):
    """Where this fails, lines, glosses or the adapter changed: `python -m evaluation.shipping`."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    load()
    assert not list(tmp_path.iterdir())


def test_no_fit_of_other_lines_ships():
    kinds = sorted(path.name.split("-")[0] for path in SHIPPED.glob("*.safetensors"))
    assert kinds == ["passages", "phases", "prototypes", "prototypes", "severity"]
