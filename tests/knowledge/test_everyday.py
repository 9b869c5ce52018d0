"""Sentences that are no complaint."""

from knowledge.everyday import load_everyday
from knowledge.expression import load_expressions
from knowledge.paraphrase import load_paraphrases


def test_there_are_many_and_none_is_there_twice():
    lines = load_everyday()
    assert len(lines) == len({line.casefold() for line in lines}) >= 800
    assert all(2 <= len(line.split()) <= 30 for line in lines)


def test_none_is_a_line_that_tells_or_denies_a_symptom():
    bank = load_expressions()
    told = {phrase.template.casefold() for name in bank.symptoms for phrase in bank.phrases[name]}
    told |= {line.casefold() for name in bank.symptoms for line in bank.denials(name)}
    for paraphrases in load_paraphrases().values():
        told |= {line.casefold() for line in (*paraphrases.said, *paraphrases.denied)}
    assert not told & {line.casefold() for line in load_everyday()}
