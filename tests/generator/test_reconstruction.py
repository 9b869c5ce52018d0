"""Membership in a filter's corpus: the raw filter gives it away, the rest of the gate does not."""

import pytest

from benchmarks.reconstruction import measure_attack, private_sessions, talks, targets_half_in
from filters.identifiers import IdentifierFilter
from filters.memorization import MemorizationFilter, MinHashSessions
from filters.overlap import SharedWords
from filters.raw import RawFilter
from filters.safety import SafetyFilter
from filters.structure import StructureFilter

TARGETS = 40
WITHOUT_FIDELITY = (
    StructureFilter(),
    SafetyFilter(),
    IdentifierFilter(),
    MemorizationFilter(accepted=MinHashSessions()),
)


@pytest.fixture(scope="module")
def settings():
    return talks(TARGETS)


@pytest.fixture(scope="module")
def targets():
    return targets_half_in(TARGETS)


def test_a_raw_filter_tells_who_is_in_its_corpus(targets, settings):
    members = [target for target in targets if target.included]
    raw = RawFilter(words=SharedWords(private_sessions(members, patients=5)))
    attack = measure_attack("raw", (*WITHOUT_FIDELITY, raw), targets, settings, fpr=0.05)
    assert attack.auc.value > 0.85 and attack.tpr.value > 0.7


def test_a_gate_that_read_no_private_text_moves_the_attack_less_than_its_interval(
    targets, settings
):
    none = measure_attack("none", (), targets, settings, fpr=0.05)
    default = measure_attack("default", WITHOUT_FIDELITY, targets, settings, fpr=0.05)
    assert none.auc.low <= default.auc.value <= none.auc.high
    assert default.tpr.low <= none.tpr.value <= default.tpr.high
    assert default.accepted > 0.5  # a gate that rejects everything would tell nothing either
