"""What one speaker may want of another: a name, a number, an address. Knows no words."""

from enum import Enum, auto


class Wanted(Enum):
    """What may be asked for."""

    NAME = auto()
    SURNAME = auto()
    SPELLING = auto()
    WHO = auto()
    NUMBER = auto()
    RECORD = auto()
    POSTCODE = auto()
    EMAIL = auto()
    HANDLE = auto()
    ADDRESS = auto()
    TOWN = auto()
    BIRTH = auto()
