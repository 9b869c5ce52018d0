"""Praise of one's own state that is not meant, beside praise that is."""

import pytest

from filters.status.irony import is_ironic


@pytest.mark.parametrize(
    "text",
    [
        "I eat splendidly, if you count toast.",
        "My memory is superb. I've left the gas on three times.",
        "I'm full of beans, as you can see.",
    ],
)
def test_marked_irony_is_heard(text: str):
    assert is_ironic(text)


@pytest.mark.parametrize(
    "text", ["My memory is superb. I know every birthday.", "I sleep well.", "I can't sleep."]
)
def test_what_is_meant_is_not_irony(text: str):
    assert not is_ironic(text)
