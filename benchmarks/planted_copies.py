"""Copies planted in other sessions, by methods that need no checkpoint: raw, charged and public."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.copies import (
    HOST_WORDS,
    Dialogues,
    all_planted,
    composed,
    other_patients,
    patients_of,
    read_dialogues,
)
from benchmarks.methods import (
    Methods,
    people_of,
    public_grams_once,
    public_methods,
    public_sessions,
    raw_methods,
    support_methods,
    supported,
    together,
)
from benchmarks.recall_table import print_table
from knowledge.session import Session

PATIENTS, SUPPORT_PATIENTS = 150, 2000
SUPPORT_EPSILON = 8.0


def print_clinic(num_hosts: int) -> None:
    private, hosts = patients_of(PATIENTS), list(composed(num_hosts))
    people = people_of(patients_of(SUPPORT_PATIENTS))
    judge = together(raw_methods(private), _support_of(people), public_methods())
    copies = {name: judge(planted) for name, planted in all_planted(hosts, private).items()}
    print_table(f"copies of {PATIENTS} patients in {num_hosts} composed", copies, judge(hosts))


def print_dialogues(corpora: Path, num_hosts: int) -> None:
    found = read_dialogues(corpora)
    if found is None:
        print(f"\nMTS-Dialog is not below {corpora}: left out")
        return
    private = found.private()
    support = _support_of([[session] for session in private])
    judge = together(raw_methods(private), support, public_methods())
    print_copies_and_pairs(found, private, judge, num_hosts)


def print_copies_and_pairs(
    found: Dialogues, private: Sequence[Session], judge: Methods, num_hosts: int
) -> None:
    hosts = found.strangers(at_least_words=HOST_WORDS)[:num_hosts]
    copies = {name: judge(planted) for name, planted in all_planted(hosts, private).items()}
    copies["strangers"] = judge(all_planted(hosts, found.strangers())["100 words"])
    print_table(f"copies of {len(private)} dialogues in {len(hosts)} others", copies, judge(hosts))
    for language, translated in found.translated.items():
        pairs = {"pairs": judge([translated[session.session_id] for session in private])}
        alarms = judge([translated[name] for name in found.outside])
        print_table(f"{len(private)} pairs through {language}", pairs, alarms)


def print_public(num_hosts: int) -> None:
    judge, hosts = public_methods(), other_patients(num_hosts)
    copies = all_planted(hosts, public_sessions())
    found = {name: judge(planted) for name, planted in copies.items()}
    print_table(f"copies of public text in {num_hosts} clinic sessions", found, judge(hosts))


def _support_of(people: Sequence[Sequence[Session]]) -> Methods:
    grams, _ = supported(people, epsilon=SUPPORT_EPSILON)
    name = f"support, {len(people)} patients"
    return support_methods(public_grams_once() | grams, name=name)
