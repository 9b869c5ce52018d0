"""Whether the planned turns have room for the planned symptoms."""

from collections.abc import Sequence

from knowledge.planner import PlannedProfile
from knowledge.profile import Profile

OPENING_AND_END = 4


def turns_needed(profile: Profile) -> int:
    """The fewest turns of both speakers in which every planned symptom is asked for and told."""
    return 2 * len(profile.heard()) + OPENING_AND_END


def room_note(planned: Sequence[PlannedProfile]) -> str | None:
    """One sentence where sessions are planned shorter than that; None where all have room."""
    short = [
        needed
        for item in planned
        if (needed := turns_needed(item.profile)) > (item.profile.session.turns or needed)
    ]
    if not short:
        return None
    return (
        f"{len(short)} of {len(planned)} profiles have fewer turns than their symptoms take (a "
        f"question and an answer each: up to {max(short)}); their drafts run longer, and one "
        "that is half as long again as planned is rejected: ask for more turns or fewer symptoms"
    )
