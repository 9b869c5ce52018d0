"""Real transcripts, where they are at hand; nothing of them is in this repository."""

import os
from pathlib import Path

import pytest

from generator.corpus import read_corpus
from generator.corpus_import import import_table

ROOT = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
ANNOMI = CORPORA / "annomi" / "annomi.csv"

pytestmark = pytest.mark.skipif(
    not ANNOMI.is_file(), reason="AnnoMI is not at hand; set SOTTOVOCE_CORPORA to its folder"
)


def test_annomi_imports_by_its_column_names_with_the_video_as_patient(tmp_path):
    import_table([ANNOMI], tmp_path / "corpus", declared_patients=119, public=True)
    corpus = read_corpus(tmp_path / "corpus")
    assert len(corpus.records) == 119
    assert sum(len(records) for records in corpus.records.values()) == 133
    assert corpus.public
    assert all(record.session.turns for records in corpus.records.values() for record in records)
