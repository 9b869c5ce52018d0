"""Makes the fits that ship anew: after a change of lines, glosses, passages, checklists, adapter.

python -m evaluation.shipping      # 20 minutes on an old core, two on a new one
"""

import os

from evaluation.adherence import AdherenceReader
from filters.prototypes import load_prototypes, load_second_prototypes
from filters.severity import load_severity_scale
from knowledge.base import load_knowledge
from knowledge.embedding import judging_embedder
from knowledge.expression import load_expressions
from knowledge.fits import CACHE_VARIABLE, SHIPPED
from knowledge.passage import passages_of
from knowledge.saved_store import kept_vectors


def ship() -> None:
    """Replaces what is in the folder."""
    for path in SHIPPED.glob("*.safetensors"):
        path.unlink()
    os.environ[CACHE_VARIABLE] = str(SHIPPED)
    load_severity_scale()
    kept_vectors(passages_of(load_knowledge(), load_expressions()), judging_embedder())
    load_prototypes()
    load_second_prototypes()
    AdherenceReader(embedder=judging_embedder()).line_vectors()


if __name__ == "__main__":
    ship()
