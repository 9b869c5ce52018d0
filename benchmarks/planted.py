# ruff: noqa: E501  (a table of kinds reads best with one row a line)
"""Planted identifiers replayed on substrings: every kind, wherever in a sentence it may stand.

    python -m benchmarks.planted [--each 100]

Names, numbers and addresses are drawn from Faker's English-language providers and, where the
detector's own lists come from Faker, also made up of syllables that no list has. Each is put into
an own sentence at its beginning, middle and end, with punctuation glued to it, in lower case,
inside a longer token, and cut in two by a murmur of the other speaker. Printed is the share of plants that a
finding touches, by kind and form, at the output filter's threshold and at the de-identifier's.
The lower-case form is of the whole turn, as in a chat.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from faker import Faker

from filters.pii.detector import find_identifiers
from filters.pii.dialogue import find_in_turns
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING
from knowledge.session import Speaker, Turn

SEED = 11
THRESHOLDS = {"filter": STANDS_ALONE, "de-identifier": WORTH_REMOVING}
FORMS = ("start", "middle", "end", "glued", "lower case", "in a token", "split")
_SYLLABLE_STARTS = (
    "b",
    "d",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "r",
    "s",
    "t",
    "v",
    "z",
    "br",
    "kl",
    "st",
)
_GLUE = ("({})", '"{}"', "{},", "{};", "{}...", "-{}-", "{}!", "'{}'", "{}?", "{}:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Draws a plant; sentences hold `{}` where it stands: begun by it, around it, ended by it."""

    draw: Callable[[Faker, random.Random], str]
    sentences: tuple[str, str, str]
    token: str = "pre-{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One turn with what stands in it."""

    text: str = field(repr=False)
    start: int
    end: int


def _made_up(rng: random.Random) -> str:
    """A name that no list has."""
    parts = [rng.choice(_SYLLABLE_STARTS) + rng.choice("aeiou") for _ in range(rng.randint(2, 3))]
    return ("".join(parts) + rng.choice("lnrsk")).capitalize()


_PEOPLE = (
    "{} said it would pass.",
    "Then I told {} that I couldn't go on like that.",
    "In the end it was my sister {}.",
)
_NUMBERS = (
    "{} is what they had down for me.",
    "They took {} off the form and rang somebody.",
    "What they had on the letter was {}.",
)
KINDS: Mapping[str, Kind] = {
    "full name": Kind(draw=lambda fake, rng: fake.first_name() + " " + fake.last_name(), sentences=_PEOPLE),
    "given name": Kind(draw=lambda fake, rng: fake.first_name(), sentences=_PEOPLE),
    "surname": Kind(
        draw=lambda fake, rng: fake.last_name(),
        sentences=("{} said it would pass.", "I had to see Mr {} about the rota.", "I only knew them as the family {}."),
    ),
    "made-up name": Kind(draw=lambda fake, rng: _made_up(rng), sentences=_PEOPLE),
    "phone, GB": Kind(draw=lambda fake, rng: _phone(rng), sentences=_NUMBERS, token="tel{}x"),
    "phone, US": Kind(
        draw=lambda fake, rng: f"({rng.randint(201, 989)}) {rng.randint(201, 989)}-{rng.randint(1000, 9999)}",
        sentences=_NUMBERS,
        token="tel{}x",
    ),
    "e-mail": Kind(draw=lambda fake, rng: fake.email(), sentences=_NUMBERS, token="mailto:{}"),
    "e-mail, spoken": Kind(
        draw=lambda fake, rng: f"{fake.first_name().lower()} dot {fake.last_name().lower()} at {rng.choice(('gmail', 'outlook', 'yahoo'))} dot com",
        sentences=("{} is where it went.", "You can write to {} if you like.", "My e-mail is {}."),
        token="to-{}",
    ),
    "link": Kind(draw=lambda fake, rng: fake.url() + fake.user_name(), sentences=_NUMBERS, token="see:{}"),
    "handle": Kind(draw=lambda fake, rng: "@" + fake.user_name(), sentences=_NUMBERS, token="ig:{}"),
    "street address": Kind(
        draw=lambda fake, rng: f"{rng.randint(1, 240)} {fake.street_name()}",
        sentences=("{} was where we lived then.", "We lived at {} until the flood.", "They sent it to {}."),
        token="ex-{}",
    ),
    "postcode": Kind(draw=lambda fake, rng: fake.postcode(), sentences=_NUMBERS),
    "card": Kind(draw=lambda fake, rng: fake.credit_card_number(), sentences=_NUMBERS, token="no.{}"),
    "IBAN": Kind(draw=lambda fake, rng: fake.iban(), sentences=_NUMBERS, token="no.{}"),
    "SSN": Kind(draw=lambda fake, rng: f"{rng.randint(101, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}", sentences=_NUMBERS, token="no.{}"),
    "NHS number": Kind(
        draw=lambda fake, rng: f"{rng.randint(400, 499)} {rng.randint(100, 999)} {rng.randint(1000, 9999)}",
        sentences=_NUMBERS,
        token="NHS{}",
    ),
    "date of birth, figures": Kind(draw=lambda fake, rng: fake.date_of_birth(minimum_age=18).strftime(rng.choice(("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y"))), sentences=_NUMBERS, token="dob{}"),
    "date of birth, words": Kind(
        draw=lambda fake, rng: fake.date_of_birth(minimum_age=18).strftime(rng.choice(("%d %B %Y", "%B %d, %Y", "%d of %B %Y"))),
        sentences=("{} is when I was born.", "I was born on {} in the night.", "She was born on {}."),
        token="b.{}",
    ),
    "organisation": Kind(
        draw=lambda fake, rng: f"{fake.last_name()} {rng.choice(('Logistics', 'Ltd', 'Motors', 'Dental Practice', 'Primary School', 'Bakery'))}",
        sentences=("{} let me go in May.", "I was at {} for nine years before that.", "I clean nights at {}."),
        token="ex-{}",
    ),
    "town": Kind(
        draw=lambda fake, rng: fake.city(),
        sentences=("{} is where I grew up.", "We moved to {} after the wedding.", "My gran still lives in {}."),
        token="{}-born",
    ),
    "IP address": Kind(draw=lambda fake, rng: fake.ipv4(), sentences=_NUMBERS, token="ip={}"),
}  # fmt: skip


def _phone(rng: random.Random) -> str:
    figures = "".join(rng.choices("0123456789", k=9))
    spaced = f"07{figures[:3]} {figures[3:]}", f"07{figures}", f"+44 7{figures[:3]} {figures[3:]}"
    return rng.choice(
        (*spaced, f"01{figures[:3]} {figures[3:]}", f"020 7{figures[:3]} {figures[3:7]}")
    )


def plants(kind: Kind, form: str, fake: Faker, rng: random.Random) -> Iterator[Plant]:
    """The turn or, of a split one, both turns with their part of the plant."""
    plant = kind.draw(fake, rng)
    start, middle, end = kind.sentences
    if form == "split":
        words = plant.split()
        cut = len(" ".join(words[: max(1, len(words) // 2)]))
        cut = cut if len(words) > 1 else len(plant) // 2
        yield _planted(end.rstrip("."), plant[:cut])
        yield _planted("{}, that's it.", plant[cut:].lstrip())
    elif form == "glued":
        yield _planted(middle.replace("{}", rng.choice(_GLUE)), plant)
    elif form == "in a token":
        yield _planted(middle.replace("{}", kind.token), plant)
    elif form == "lower case":
        yield _planted(middle.lower(), plant.lower())
    else:
        yield _planted({"start": start, "middle": middle, "end": end}[form], plant)


def _planted(sentence: str, plant: str) -> Plant:
    start = sentence.index("{}")
    return Plant(text=sentence.replace("{}", plant), start=start, end=start + len(plant))


def recall(found: Sequence[Plant], threshold: float) -> float:
    """Share of plants that a finding touches."""
    touched = [
        any(
            item.start < plant.end and plant.start < item.end
            for item in find_identifiers(plant.text, min_score=threshold)
        )
        for plant in found
    ]
    return sum(touched) / len(touched)


def recall_across(halves: Sequence[Plant], threshold: float) -> float:
    """The same of plants that a murmur cuts in two: each second half follows its first."""
    touched = []
    for pair in zip(halves[::2], halves[1::2], strict=True):
        first, second = (Turn(speaker=Speaker.PATIENT, text=half.text) for half in pair)
        turns = (first, Turn(speaker=Speaker.THERAPIST, text="Mm-hm."), second)
        found = find_in_turns(turns, min_score=threshold)
        touched += [
            any(item.start < half.end and half.start < item.end for item in items)
            for half, items in zip(pair, found[::2], strict=True)
        ]
    return sum(touched) / len(touched)


def measure(each: int, *, threshold: float) -> dict[str, dict[str, float]]:
    """Recall by kind and form, of the same plants at every threshold."""
    fake, rng = Faker(["en_GB", "en_US"]), random.Random(SEED)
    fake.seed_instance(SEED)
    return {
        name: {
            form: (recall_across if form == "split" else recall)(
                [p for _ in range(each) for p in plants(kind, form, fake, rng)], threshold
            )
            for form in FORMS
        }
        for name, kind in KINDS.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--each", type=int, default=100, help="plants a kind and form")
    each = parser.parse_args().each
    for name, threshold in THRESHOLDS.items():
        print(f"\n{name} (from {threshold}), {each} plants each")
        print(f"{'':24s}" + "".join(f"{form:>12s}" for form in FORMS))
        for kind, by_form in measure(each, threshold=threshold).items():
            print(f"{kind:24s}" + "".join(f"{by_form[form]:12.2f}" for form in FORMS))


if __name__ == "__main__":
    main()
