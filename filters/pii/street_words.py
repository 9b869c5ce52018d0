"""The words that addresses are made of, in English and other languages. Knows no address."""

from filters.pii.gazetteers import fold

# Street words that are nothing else, those that need a number, those of other countries.
_STREETS = """
street road rd avenue ave lane ln crescent drive boulevard blvd terrace mews
"""
_WITH_NUMBER = """
st dr close court ct place way square gardens grove hill park row walk house flat flats rise yard
parade steps slip wharf quay
"""
_ABROAD = """
rue av chemin route allee impasse via viale piazza piazzetta corso calle carrer plaza paseo rua
travessa avenida largo ul al plac
"""
_SURE_UNIT = "apt apartment suite p.o po"
_UNIT = "unit flat floor room box"
_PARTICLE = """
of the on upon de du des la le les l d di da do dos del della delle van von der den op aan sur am an
zum zur i u
"""
_NEVER = """
i january february march april may june july august september october november december mobile phone
desk fax email website
"""
STREETS = frozenset(_STREETS.split())
NUMBERED_STREETS = STREETS | frozenset(_WITH_NUMBER.split())
STREETS_ABROAD = frozenset(_ABROAD.split())
SURE_UNITS = frozenset(_SURE_UNIT.split())
UNITS = SURE_UNITS | frozenset(_UNIT.split())
PARTICLES = frozenset(_PARTICLE.split())
NOT_IN_ADDRESSES = frozenset(_NEVER.split())


def is_part_of_form(word: str) -> bool:
    """Whether the word belongs to the form of an address: "Street", "Apt.", "de la"."""
    plain = fold(word)
    return plain in NUMBERED_STREETS | STREETS_ABROAD | UNITS | PARTICLES
