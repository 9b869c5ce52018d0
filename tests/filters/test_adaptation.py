"""The adapter: what it learns from, that it adds up as it was trained, and who reads without it."""

import random

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from filters import learning
from filters.adaptation import Student, lines, train
from filters.clauses import without_hesitation
from filters.low_rank import additions, averaged, restore
from filters.prototypes import ADAPTER, load_second_prototypes, symptom_embedder
from knowledge.embedding import MiniLmEmbedder, judging_embedder
from knowledge.expression import load_expressions

SAYINGS = ("I cannot sleep at all", "No trouble sleeping", "I count the stairs", "The bus was late")


def test_no_line_that_is_held_out_is_learned_from():
    bank = load_expressions()
    phrases = [phrase for symptom in bank.symptoms for phrase in bank.phrases[symptom]]
    learned = {template for template, _ in lines(is_development=None)}
    assert not learned & {phrase.template for phrase in phrases if phrase.held_out}
    assert learned >= {phrase.template for phrase in phrases if not phrase.held_out}


def test_development_lines_are_a_tenth_and_apart():
    shown, asked = (set(lines(is_development=value)) for value in (True, False))
    assert not {template for template, _ in shown} & {template for template, _ in asked}
    assert 0.08 < len(shown) / len(shown | asked) < 0.12
    assert shown | asked == set(lines(is_development=None))


def test_what_was_trained_is_what_the_embedder_adds(tmp_path, monkeypatch):
    monkeypatch.setattr(learning, "WARM_UP", 1)  # ten steps must be enough to see a change
    torch.manual_seed(0)
    asked = [(text, place) for place, text in enumerate(SAYINGS)] * 20
    student = Student(len(SAYINGS))
    first, *_, last = train(student, random.Random(0).sample(asked, len(asked)))
    assert last < first
    path = tmp_path / "adapter.safetensors"
    save_file(additions(student.added), path)
    student.eval()
    with torch.no_grad():
        trained_ND = student.embed(student.tokens([*map(without_hesitation, SAYINGS)])).numpy()
    added_ND = MiniLmEmbedder(adapter=path).embed(SAYINGS)
    plain_ND = judging_embedder().embed(SAYINGS)
    near, far = ((vectors * trained_ND).sum(axis=1).min() for vectors in (added_ND, plain_ND))
    assert near > 0.99 > 0.9 > far


def test_an_embedder_is_named_after_its_adapter(tmp_path):
    other = tmp_path / "other.safetensors"
    other.write_bytes(ADAPTER.read_bytes() + b" ")
    names = {MiniLmEmbedder(adapter=path).name for path in (None, ADAPTER, other)}
    assert len(names) == 3


def test_the_second_reading_has_the_plain_model():
    second, plain = load_second_prototypes().embedder, judging_embedder()
    assert second.name == plain.name != symptom_embedder().name
    assert np.array_equal(second.embed(SAYINGS), plain.embed(SAYINGS))


def test_a_training_goes_on_from_what_an_earlier_one_added():
    first, second = Student(len(SAYINGS)), Student(len(SAYINGS))
    for layer in first.added.values():
        torch.nn.init.normal_(layer.up_OR)
    kept = additions(first.added)
    restore(second.added, kept)
    again = additions(second.added)
    assert all(torch.equal(kept[name], again[name]) for name in kept)


def test_the_mean_of_two_trainings_adds_the_mean_of_what_each_adds():
    torch.manual_seed(0)
    one, other = ({"layer.A": torch.randn(2, 5), "layer.B": torch.randn(3, 2)} for _ in range(2))
    mean = averaged(one, other)
    sums = [item["layer.B"] @ item["layer.A"] for item in (one, other)]
    assert torch.allclose(mean["layer.B"] @ mean["layer.A"], (sums[0] + sums[1]) / 2, atol=1e-6)


def test_trainings_of_two_models_have_no_mean():
    with pytest.raises(ValueError, match="different layers"):
        averaged({"a.A": torch.ones(1, 1)}, {"b.A": torch.ones(1, 1)})
