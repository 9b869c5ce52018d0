"""How often the charged list of 3-word sequences rejects sessions of patients it never saw."""

from benchmarks.methods import people_of, public_grams_once, support_methods, supported
from benchmarks.planted_copies import SUPPORT_PATIENTS
from benchmarks.recall_table import print_false_rejects
from generator.clinic import clinic_sessions

HELD_OUT = 300
EPSILONS = (1.0, 4.0, 8.0)


def print_support() -> None:
    """False rejects on sessions of patients the list was not made from."""
    people = people_of(clinic_sessions(patients=SUPPORT_PATIENTS + HELD_OUT))
    held_out = [session for visits in people[SUPPORT_PATIENTS:] for session in visits]
    public = public_grams_once()
    print(f"\nsupport: false rejects of held-out clinic sessions, {SUPPORT_PATIENTS} patients")
    print_false_rejects(support_methods(public, name="public text alone"), held_out)
    for epsilon in EPSILONS:
        grams, total = supported(people[:SUPPORT_PATIENTS], epsilon=epsilon)
        title = f"epsilon {epsilon:g}: {len(grams)} of {total} sequences"
        print_false_rejects(support_methods(public | grams, name=title), held_out)
