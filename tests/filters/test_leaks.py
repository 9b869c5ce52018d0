"""What leaks out of the machinery, and the look-alikes that people say."""

import pytest

from filters.leaks import leaks

LEAKED = [
    ("As an AI, I don't sleep.", "names itself a machine"),
    ("I'm just an AI and can't feel that.", "names itself a machine"),
    ("I am only a language model.", "names itself a machine"),
    ("As a large language model I have no body.", "names itself a machine"),
    ("I'm a virtual assistant, not a doctor.", "names itself a machine"),
    ("As an artificial intelligence I can listen.", "names itself a machine"),
    ("That isn't in my training data.", "names itself a machine"),
    ("I cannot help with that request.", "names itself a machine"),
    ("It is low_mood again.", "symptom id"),
    ("They said mdd.", "symptom id"),
    ("condition: depression, severe.", "header field"),
    ("Comorbid: anxiety.", "header field"),
    ("Age: 34. I work nights.", "header field"),
    ("I lie awake. Therapist: For how long?", "header field"),
    ("I lie awake.<|eot|>", "control token"),
    ("Here is a realistic transcript of the session.", "instruction echo"),
    ("Here's the dialogue you wanted.", "instruction echo"),
    ("I'll play the patient now.", "instruction echo"),
    ("According to the profile I can't sleep.", "instruction echo"),
    ("My character would say no to that.", "instruction echo"),
    ("We'll stop there. [End of session]", "instruction echo"),
    ("This is a fictional patient, of course.", "instruction echo"),
    ("## Opening", "heading"),
    ("**Therapist notes** Sleep is poor.", "heading"),
    ("Phase 2: we look at thoughts.", "heading"),
    ("1. Sleep\n2. Work", "heading"),
    ("- sleep\n- work", "heading"),
    ("[looks down at her hands] I suppose.", "stage direction"),
    ("(shifts in the chair, avoiding eye contact) No.", "stage direction"),
    ("*sighs* I don't know.", "stage direction"),
    ("Yes. (The patient begins to cry.)", "stage direction"),
    ("(with a shaky voice) It was my fault.", "stage direction"),
]
SAID = [
    "The AI at work writes the rota now.",
    "I'm an AI engineer, for what it's worth.",
    "I asked a chatbot about it at three in the morning.",
    "My daughter's homework is all done by some language model.",
    "They're replacing us with AI, and I'm fifty-three.",
    "As an aide I earn next to nothing.",
    "As a mum you just get on with it.",
    "I'm being assisted by my sister with the shopping.",
    "I can't help with the kids at the moment.",
    "My programming course starts in May.",
    "We did a role play in the group, I hated it.",
    "Could we try a role play of that conversation?",
    "I take them as instructed.",
    "My dating profile is a joke.",
    "The character in the film was just like him.",
    "My mum says: get on with it.",
    "It's the same plan as last time.",
    "End of the session already?",
    "What condition is the flat in?",
    "I was in a bad state at that age.",
    "Sorry... [laughs]",
    "[long pause] No.",
    "[crying] I can't.",
    "[nods]",
    "[unintelligible 00:01:18] and then he left.",
    "(I know how that sounds.)",
    "I *really* meant it.",
    "I had 2 coffees and 3 buses.",
    "- and that was that, he'd gone.",
    "Part of me wants to go.",
    "Summary of my week? Grey.",
    "The session before last I cried.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), LEAKED)
def test_what_leaked_is_named_with_its_words(text: str, kind: str):
    found = dict(leaks(text))
    assert kind in found
    assert found[kind] in text


@pytest.mark.parametrize("text", SAID)
def test_what_people_say_leaks_nothing(text: str):
    assert dict(leaks(text)) == {}
