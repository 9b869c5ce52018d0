"""Stand-ins for what identifies people: consistent within one patient, unrelated beyond.

The same name becomes the same other name, given names stay given names, dates move by one number
of days, figures are exchanged one for one. Everything is drawn for one patient alone, so the map
depends on no other patient's data. What stands in is never a word of that patient's own text.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from filters.pii.gazetteers import fold, load_gazetteers, town_names
from filters.pii.identifier import Identifier
from filters.pii.lexicon import is_everyday, is_given
from filters.pii.organisations import heads_a_firm
from filters.pii.street_words import is_part_of_form
from filters.pii.words import PARTICLES
from generator.dates import shift_date
from generator.said import IN_WORDS, exchanged

UNITED_KINGDOM = "44"
WEEKS = range(8, 53)
"""How far dates move; whole weeks, so that weekdays stay right."""
OLDEST = range(90, 100)
# Without the possessive, which stays: "St Mary's".
_WORD = re.compile(r"(?<![\w'’])[^\W\d_]+(?:['’-](?![sS]\b)[^\W\d_]+)*")
# "K, O, W, A", "M for mother, B for Bravo": letter by letter.
_SPELLED = re.compile(
    r"(?:double )?[A-Za-z](?:[ ,.-]{1,3}|$)(?:[A-Za-z]\b|for |as in |double )", re.I
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Public names to draw stand-ins from; none is an everyday word."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    towns: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Surrogates:
    """The stand-ins of one patient, drawn as they are needed and then kept.

    Args:
        rng: a generator of this patient's own, or the operating system's (`random.SystemRandom`):
            one shared between patients would tie one patient's names to how much another says.
        taken: the folded words of the patient's own text, which nothing may become.
    """

    rng: random.Random = field(repr=False)
    taken: frozenset[str] = field(repr=False)
    _kept: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _days: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        self._days = 7 * self.rng.choice(WEEKS) * self.rng.choice((-1, 1))

    def stand_in(self, item: Identifier) -> str:
        """What is written in the place of `item`."""
        by_entity: dict[str, Callable[[str], str]] = {
            "PERSON": self._person,
            "GPE": self._place,
            "ORGANIZATION": self._organisation,
            "STREET_ADDRESS": self._address,
            "DATE_TIME": self._date,
            "EMAIL_ADDRESS": self._email,
            "URL": self._link,
            "AGE": self._age,
        }
        return by_entity.get(item.entity, self._figures)(item.text)

    def _person(self, name: str) -> str:
        if _SPELLED.match(name):
            return self._said(name)
        words = _WORD.findall(name)
        return _each_word(
            name, lambda word: self._name(word, is_last=word == words[-1] != words[0])
        )

    def _name(self, word: str, *, is_last: bool = False) -> str:
        """One word of a person's name; the small words inside ("van der") stay."""
        if len(word) == 1:
            return self._keep("initial", word, lambda: self.rng.choice(_LETTERS))
        if word in PARTICLES:
            return word
        lists, folded = load_gazetteers(), fold(word)
        if ("name", folded) not in self._kept and is_last and folded in lists.surnames:
            return self._keep("name", word, lambda: self._draw(pools().surnames))
        return self._keep("name", word, lambda: self._draw(_given_names_like(folded)))

    def _surname(self, word: str) -> str:
        return self._keep("name", word, lambda: self._draw(pools().surnames))

    def _place(self, name: str) -> str:
        large = fold(name).removeprefix("the ") in load_gazetteers().large
        pool = pools().countries if large else pools().towns
        return self._keep("place", name, lambda: self._draw(pool))

    def _organisation(self, name: str) -> str:
        """Its own words change, those that say what it is stay: "Hartley Logistics"."""

        def replaced(word: str) -> str:
            if heads_a_firm(word) or word in ("St", "Saint") or is_everyday(fold(word)):
                return word
            return self._name(word) if is_given(fold(word)) else self._surname(word)

        new = _each_word(name, replaced)
        return new if new != name else _each_word(name, self._surname, most=1)

    def _address(self, address: str) -> str:
        words = _each_word(address, self._word_of_address)
        return re.sub(r"\d+", lambda number: self._figures(number[0]), words)

    def _word_of_address(self, word: str) -> str:
        if IN_WORDS.fullmatch(word):
            return self._said(word)
        return word if is_part_of_form(word) or fold(word) == "number" else self._surname(word)

    def _date(self, text: str) -> str:
        return shift_date(text, self._days) or self._figures(text)

    def _email(self, address: str) -> str:
        parts = re.split(r"[._+-]", address.partition("@")[0])
        words = [part for part in parts if part.isalpha() and len(part) > 1][:2] or ["somebody"]
        local = ".".join(
            self._name(word, is_last=index > 0).lower() for index, word in enumerate(words)
        )
        return f"{local}@example.org"

    def _link(self, link: str) -> str:
        scheme = re.match(r"https?://(?:www\.)?|www\.", link, re.I)
        page = self._keep("link", link, lambda: self._draw(pools().surnames)).lower()
        return f"{scheme[0] if scheme else ''}example.org/{page}"

    def _age(self, age: str) -> str:
        others = [str(years) for years in OLDEST if str(years) != age]
        return self._keep("age", age, lambda: self.rng.choice(others))

    def _figures(self, text: str) -> str:
        """Every figure and letter exchanged for another, so that the form stays.

        The same number is exchanged alike however it is spaced.
        """
        if IN_WORDS.search(text):
            return self._said(text)
        plain = "".join(letter for letter in text if letter.isalnum()).casefold()
        new = self._kept.get(("figures", plain))
        while new is None or new == plain:
            new = self._kept["figures", plain] = "".join(map(self._exchanged, plain))
        rest = iter(new)
        return "".join(
            _in_case_of(letter, next(rest)) if letter.isalnum() else letter for letter in text
        )

    def _said(self, text: str) -> str:
        """What was said figure by figure or spelled out, in other words of the same kind."""
        return self._keep("said", text, lambda: exchanged(text, self.rng))

    def _exchanged(self, letter: str) -> str:
        if letter.isdigit():
            return self.rng.choice("0123456789")
        return self.rng.choice(_LETTERS)

    def _keep(self, kind: str, word: str, draw: Callable[[], str]) -> str:
        key = (kind, fold(word))
        if key not in self._kept:
            self._kept[key] = draw()
        return _in_case_of(word, self._kept[key])

    def _draw(self, pool: Sequence[str]) -> str:
        """A name that neither the patient nor a former draw has used."""
        used = self.taken | {fold(word) for name in self._kept.values() for word in name.split()}
        free = [name for name in pool if not used.intersection(map(fold, name.split()))]
        return self.rng.choice(free or list(pool))


@cache
def pools() -> Pools:
    """English-language names of Faker, towns with a British telephone area, countries."""
    from faker.providers.address.en_US import Provider as Places
    from faker.providers.person.en_GB import Provider as British
    from faker.providers.person.en_US import Provider as American

    return Pools(
        women=_plain_names((*British.first_names_female, *American.first_names_female)),
        men=_plain_names((*British.first_names_male, *American.first_names_male)),
        surnames=_plain_names((*British.last_names, *American.last_names)),
        towns=_plain_names(town_names(UNITED_KINGDOM)),
        countries=tuple(country for country in Places.countries if country.isalpha()),
    )


def _plain_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        sorted({name for name in names if _WORD.fullmatch(name) and not is_everyday(fold(name))})
    )


def _given_names_like(folded: str) -> tuple[str, ...]:
    """Names of the same gender where the lists know it, so that "she" stays right."""
    lists = load_gazetteers()
    if folded in lists.women and folded not in lists.men:
        return pools().women
    if folded in lists.men and folded not in lists.women:
        return pools().men
    return (*pools().women, *pools().men)


def _each_word(text: str, change: Callable[[str], str], *, most: int = 0) -> str:
    return _WORD.sub(lambda match: change(match[0]), text, count=most)


def _in_case_of(model: str, word: str) -> str:
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word.lower() if model[0].islower() else word[0].upper() + word[1:]
