"""The scorer says what the two models say, of the text that is judged; a learned text is found."""

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from filters.memorization import MemorizationFilter
from generator.scoring import CheckpointScorer
from knowledge.session import Session, Speaker, Turn
from prompts.transcript import render_transcript

HEADER = "<|session|>\n"


def said(text: str) -> Session:
    turn = Turn(speaker=Speaker.PATIENT, text=text)
    return Session(session_id="s", patient_id="p", turns=(turn,))


LEARNED, OTHER = said("the kiln fell on the moped"), said("my sister had a cold in May")


@pytest.fixture(scope="module")
def public(base, tmp_path_factory):
    """The base, after it has learned what a transcript looks like."""
    return trained(base, "Patient: ", tmp_path_factory.mktemp("public"), steps=40)


@pytest.fixture(scope="module")
def by_heart(public, tmp_path_factory):
    """The same, after it has read one sentence again and again."""
    text = render_transcript(LEARNED.turns)
    return trained(public, text, tmp_path_factory.mktemp("by_heart"), steps=150)


def trained(start, text, folder, *, steps):
    tokenizer = AutoTokenizer.from_pretrained(start)
    model = AutoModelForCausalLM.from_pretrained(start).train()
    ids = torch.tensor([tokenizer(HEADER + text)["input_ids"]])
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, weight_decay=0.0)
    for _ in range(steps):
        model(input_ids=ids, labels=ids).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_every_token_has_the_log_probability_that_each_model_gives_it(public, by_heart):
    """Beside one forward pass a token."""
    scores = CheckpointScorer(by_heart, public).log_probabilities(OTHER)
    tokenizer = AutoTokenizer.from_pretrained(public)
    given = tokenizer(HEADER, add_special_tokens=False)["input_ids"]
    body = tokenizer(scores.text, add_special_tokens=False)["input_ids"]
    for folder, told in ((by_heart, scores.dp), (public, scores.public)):
        model = AutoModelForCausalLM.from_pretrained(folder).eval()
        assert len(told) == len(body)
        for place in (0, 5, len(body) - 1):
            with torch.inference_mode():
                logits = model(input_ids=torch.tensor([given + body[:place]])).logits[0, -1]
            expected = logits.log_softmax(-1)[body[place]].item()
            assert told[place] == pytest.approx(expected, abs=1e-4)


def test_its_text_is_the_transcript_and_its_offsets_cut_it_into_tokens(public, by_heart):
    scores = CheckpointScorer(by_heart, public).log_probabilities(OTHER)
    assert scores.text == render_transcript(OTHER.turns)
    assert "".join(scores.text[start:end] for start, end in scores.offsets) == scores.text


def test_a_text_that_a_checkpoint_learned_is_rejected_and_another_is_not(public, by_heart):
    judge = MemorizationFilter(scorer=CheckpointScorer(by_heart, public))
    verdict = judge.judge(LEARNED)
    assert verdict.passed is False and verdict.evidence
    assert all(text in render_transcript(LEARNED.turns) for text in verdict.evidence)
    assert judge.judge(OTHER).passed is True


def test_nothing_is_rejected_by_a_checkpoint_that_is_its_base(public):
    verdict = MemorizationFilter(scorer=CheckpointScorer(public, public)).judge(LEARNED)
    assert (verdict.passed, verdict.score) == (True, 0.0)


def test_what_the_context_cannot_hold_is_not_scored(public, by_heart):
    scores = CheckpointScorer(by_heart, public).log_probabilities(said("well " * 40))
    assert len(scores.dp) == len(scores.public) == len(scores.offsets) == 64 - len(HEADER)
