"""What is only imagined, beside conditions and wishes that are meant."""

import pytest

from filters.status.supposition import is_supposed, may_be_supposed


@pytest.mark.parametrize(
    "clause",
    [
        "One day I'll start seeing things like my aunt did.",
        "Were the panic to come back, I'd ring you.",
        "Would I feel sick on those?",
        "I might get low again in the winter.",
        "The nurse told me to watch out for dizzy spells.",
        "I dread the day I forget her face.",
        "I'd lose sleep if they sold the house.",
        "Could these tablets make me shake?",
        "Suppose the new job wears me out.",
        "My sister would ring you, say if I stopped eating.",
        "Let's hope I don't start seeing things.",
        "Provided I don't start drinking, I can stay.",
        "Had it been me up there I'd have shaken like a leaf.",
        "Once the baby has come home, I'll be awake all night.",
        "I'm to ring the unit if I start hearing them.",
        "Our midwife says some mothers cry and you might feel flat for a bit.",
        "What frightens me is ending up alone in that house.",
        "I expect I'd go to pieces without him.",
    ],
)
def test_what_might_be_is_supposed(clause: str):
    assert is_supposed(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "If I lie flat I can't breathe.",
        "I'd be lying if I said I was well.",
        "I'd be better off dead.",
        "If I were any tenser I'd snap.",
        "When the phone rings I jump.",
        "I lie there hoping I won't wake up.",
        "What happens if I have one at the wheel, I think, every single time.",
        "I'm afraid I'd faint if I went in.",
        "Had I shouted louder he would have stopped.",
        "The consultant said I could die of this, and I laughed.",
        "My boss said, you might let me finish.",
        "If I lose the number, I'll have to start again.",
    ],
)
def test_what_is_meant_is_not(clause: str):
    assert not is_supposed(clause)


def test_a_word_of_what_ifs_makes_it_possible_and_no_more():
    assert may_be_supposed("If I lie flat I can't breathe.")
    assert may_be_supposed("It could all come back.")
    assert not may_be_supposed("I can't sleep.")
