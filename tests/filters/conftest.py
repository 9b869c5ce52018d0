"""The recogniser, once for the whole room: its embedder takes seconds to load."""

import pytest

from filters.recogniser import SymptomRecogniser


@pytest.fixture(scope="session")
def recogniser() -> SymptomRecogniser:
    """Fitted on the lines that ship with the package."""
    return SymptomRecogniser()
