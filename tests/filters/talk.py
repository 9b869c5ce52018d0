"""Sessions to judge: one that nothing is wrong with, and a builder for others."""

from knowledge.profile import Profile
from knowledge.session import Session, Speaker, Turn

GOOD = (
    "Hello, good to see you again. How has the week been?",
    "Yeah, alright. Bit late, sorry, the bus.",
    "No trouble at all. What would be useful to talk about today?",
    "I suppose the sleep thing. It takes me hours to drop off.",
    "So the nights are long before sleep comes.",
    "Mm, yeah. Last Thursday I lay there listening to the boiler until four.",
    "What goes through your mind at that hour?",
    "Just the next day, really. What I have to get done at the shop.",
    "And then the day itself is harder.",
    "Sort of. I get by on tea and stubbornness.",
    "We could look at the evenings together. Would that suit you?",
    "Okay. I can write it down for a week if that helps.",
)


def build_talk(
    *texts: str,
    profile: Profile | None = None,
    first: Speaker = Speaker.THERAPIST,
    session_id: str = "s1",
) -> Session:
    """A session whose turns alternate, starting with `first`."""
    second = Speaker.PATIENT if first is Speaker.THERAPIST else Speaker.THERAPIST
    turns = tuple(
        Turn(speaker=second if index % 2 else first, text=text) for index, text in enumerate(texts)
    )
    return Session(
        session_id=session_id, patient_id="p1", turns=turns, profile=profile, synthetic=True
    )


def replaced(index: int, text: str) -> tuple[str, ...]:
    """The good turns with one of them exchanged."""
    return (*GOOD[:index], text, *GOOD[index + 1 :])
