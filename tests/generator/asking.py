"""Questions to a judge, and how tests answer them."""

import json

from filters.judge import Question
from knowledge.session import Speaker, Turn

FOUND = json.dumps({"sleep_onset": {"quote": "hours to drop off", "status": "present"}})


def question(words="It takes me hours to drop off."):
    turns = (Turn(speaker=Speaker.PATIENT, text=words),)
    return Question(turns=turns, labels={"sleep_onset": "trouble falling asleep"})


def echo(request):
    return f"{request.request_id}: {list((request.schema or {}).get('required', ()))}"


def asked_symptoms(asked):
    return asked["response_format"]["json_schema"]["schema"]["required"]
