"""The question that a judging model is asked: what does the patient say of each planned symptom?

Symptoms come in own words, the conversation as a transcript; of the plan nothing else is told.
"""

from collections.abc import Mapping, Sequence

from knowledge.session import Turn
from prompts.render import Message, template
from prompts.transcript import render_transcript


def judge_messages(turns: Sequence[Turn], labels: Mapping[str, str]) -> tuple[Message, ...]:
    """The question for any chat model, which answers in JSON.

    Args:
        turns: the conversation.
        labels: id of each symptom asked for -> own-words label.
    """
    request = template("judge_request.md").format(
        symptoms="\n".join(f"- {name}: {label}" for name, label in labels.items()),
        transcript=render_transcript(turns),
    )
    return (
        {"role": "system", "content": template("judge_system.md").strip()},
        {"role": "user", "content": request.strip()},
    )
