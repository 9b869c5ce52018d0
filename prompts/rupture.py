"""Whether something goes wrong between the two in a session, and whether it is put right."""

import random

REPAIRED, UNREPAIRED = "rupture_repaired", "rupture_unrepaired"
RUPTURES = (REPAIRED, UNREPAIRED)
RUPTURE_SHARE = 0.3
"""Patients report a rupture in 19 to 42 % of sessions. Source: Eubanks et al., from memory."""
REPAIRED_SHARE = 0.6


def drawn_rupture(rng: random.Random) -> str | None:
    """One of `RUPTURES`, or None for a session without."""
    if rng.random() >= RUPTURE_SHARE:
        return None
    return REPAIRED if rng.random() < REPAIRED_SHARE else UNREPAIRED
