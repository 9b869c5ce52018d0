"""The checklist judges composed and generated sessions, so it may not know their lines."""

import re
from random import Random

from generator.base.material import base_material
from knowledge.expression import expanded
from prompts.checklist import load_checklists

WORDINGS = 20


def plain(line):
    return " ".join(re.findall(r"[a-z']+", line.lower()))


def composed_of(material):
    """What therapists are composed from in the phases of a session, in many wordings."""
    phases = (threads for kind in material.threads.by_phase.values() for threads in kind.values())
    lines = [line for threads in phases for thread in threads for line in thread[::2]]
    lines += [line for moves in material.therapist.values() for found in moves.values()
              for line in found]  # fmt: skip
    rng = Random(0)
    return {plain(expanded(line, rng)) for line in lines for _ in range(WORDINGS)}


def test_no_line_of_a_checklist_is_one_that_sessions_are_composed_from():
    composed = composed_of(base_material())
    lines = [
        line for items in load_checklists().by_kind.values() for item in items for line in item.said
    ]
    assert [line for line in lines if plain(line) in composed] == []
