"""Stand-ins for what identifies people: consistent within one patient, unknown beyond.

The same name becomes the same other name, given names stay given names, dates move by one number
of days, figures are exchanged one for one. Everything is drawn for one patient alone, so the map
depends on no other patient's data. What stands in is never a word of that patient's own text.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from filters.addresses import is_part_of_form
from filters.evidence import is_firm_word
from filters.gazetteers import (
    country_names,
    fold,
    given_names,
    load_gazetteers,
    surnames,
    town_names,
)
from filters.identifier import Identifier
from generator.dates import shift_date

UNITED_KINGDOM = "44"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WEEKS = range(8, 53)
"""How far dates move; whole weeks, so that weekdays stay right."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
