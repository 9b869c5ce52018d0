"""A gain in words: whether there is one, and to what it is owed. Each sentence has its figure."""

from collections.abc import Iterator
from typing import Literal

from evaluation.gain import Gain
from evaluation.gain_arms import ADDED, ALONE, CONTROL, REPEATED
from evaluation.measurement import Measurement

Origin = Literal["public", "checkpoint", "unknown"]
"""What wrote the added sessions: the public base, a fine-tuned checkpoint, a model from outside."""


def gain_in_words(gain: Gain, *, origin: Origin) -> tuple[str, ...]:
    """Sentences for the report and the terminal."""
    return tuple(_sentences(gain, origin))


def _sentences(gain: Gain, origin: Origin) -> Iterator[str]:
    if not gain.arms:
        yield "The gain cannot be measured: there are not two labels with enough rows to hold out."
    else:
        yield _whole(gain.differences[ALONE])
        yield _against(gain.differences[REPEATED], "the scarce rows were simply repeated instead")
    for label, reason in gain.unmeasured.items():
        yield f"Label {label}: {reason}."
    yield _owed(gain, origin)


def _interval(figure: Measurement) -> str:
    return f"{figure.value:+.3f} [{figure.low:+.3f}, {figure.high:+.3f}]"


def _whole(figure: Measurement) -> str:
    if figure.low > 0:
        return f"The added sessions raise macro F1 on held-out real rows by {_interval(figure)}."
    if figure.high < 0:
        return f"The added sessions LOWER macro F1 on held-out real rows: {_interval(figure)}."
    return f"No gain in macro F1 on held-out real rows can be shown: {_interval(figure)}."


def _against(figure: Measurement, instead: str) -> str:
    if figure.low > 0:
        return f"They help more than if {instead}: {_interval(figure)}."
    if figure.high < 0:
        return f"They help LESS than if {instead}: {_interval(figure)}."
    return f"No difference can be shown from what happens if {instead}: {_interval(figure)}."


def _owed(gain: Gain, origin: Origin) -> str:
    if origin == "public":
        return (
            "The sessions were written by the public base alone, so this arm and the control "
            "coincide: whatever gain there is owes nothing to private data."
        )
    if origin == "unknown":
        return (
            "What the model was trained on is unknown here, so nothing can be said about what a "
            "gain owes to private data; there is no control."
        )
    if CONTROL not in gain.differences:
        return "Without a measured control, nothing can be said about what a gain owes to whom."
    figure = gain.differences[CONTROL]
    if figure.low > 0:
        return (
            f"As many sessions of the public base help less, by {_interval(figure)}: that part of "
            "the result is owed to the checkpoint, and so to the data it was fine-tuned on."
        )
    if figure.high < 0:
        return f"As many sessions of the public base alone help MORE, by {_interval(figure)}."
    if gain.differences[ALONE].low > 0:
        return (
            "As many sessions of the public base alone do as well "
            f"({ADDED} less control: {_interval(figure)}): nothing shows that the gain owes "
            "anything to the private data."
        )
    return f"Nor can a difference from the public base alone be shown: {_interval(figure)}."
