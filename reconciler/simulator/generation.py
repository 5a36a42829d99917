"""What the service would have a model write, made up from the request alone (pure).

Equal requests give equal texts, so that a run can be repeated; nothing here claims to be good writing.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

_ASKS = (
    "Which part of your work as {name} would you like to do more of?",
    "Tell us about a difficult day as {name} and how it ended.",
    "How do you find out what matters most when everything seems urgent?",
    "Describe a disagreement with a colleague and what came of it.",
    "Which tools do you rely on as {name}, and where do they fail you?",
    "What did you learn last year that changed how you work?",
    "How would the people you worked with describe you?",
    "What would your first month as {name} look like?",
    "Walk us through a decision that you would make differently today.",
    "How do you make sure that your work is good enough?",
)
_RAPPORT = "How is your day going so far?"
_LEVELS = (
    ("executive", r"chief|\bc[efot]o\b|president"),
    ("director", r"director|\bvp\b"),
    ("managerial", r"manager|head of|team lead"),
    ("senior", r"senior|principal|staff|\blead\b"),
    ("entry-level", r"junior|intern\b|trainee|graduate"),
)
SECONDS_PER_QUESTION = 120
MOST_QUESTIONS = 40


def question_count(interview_length: object, max_duration: float, name: str) -> int:
    """How many questions to write: the length asked for, at most 40 and at most one per two minutes of
    `max_duration` (seconds), never an error; 5 to 8 when no usable length is given (contract:
    interview_length)."""
    asked: float | None = None
    if isinstance(interview_length, str):
        match = re.fullmatch(r"\s*(\d{1,6})(\.\d*)?\s*", interview_length)
        asked = int(match.group(1)) if match else None
    elif isinstance(interview_length, int | float):
        asked = interview_length
    wanted = 5 + _digest(name) % 4 if asked is None else max(1, int(asked))
    return max(1, min(wanted, MOST_QUESTIONS, int(max_duration // SECONDS_PER_QUESTION)))


def questions(name: str, count: int, *, rapport: bool) -> list[dict[str, Any]]:
    """`count` entries in the shape create-from-array takes; the rapport question is one of them, and
    first."""
    start = _digest(name) % len(_ASKS)
    made: list[dict[str, Any]] = []
    for number in range(count):
        ask = _ASKS[(start + number) % len(_ASKS)].format(name=name)
        if number >= len(_ASKS):
            ask = f"{ask} (part {number // len(_ASKS) + 1})"
        made.append({"question": ask, "duration": SECONDS_PER_QUESTION})
    if rapport:
        made[0] = {"question": _RAPPORT, "duration": 60, "is_without_scoring": True}
    return made


def description(name: str, location: str) -> str:
    return f"A conversation about the position {name}, {location}. It is held online, whenever it suits you."


def description_long(name: str, location: str) -> str:
    return f"## {name}\n\nWhere: {location}\n\n- What the job is about\n- Whom we look for\n- How it goes on"


def rubric(name: str, asked: list[str]) -> dict[str, Any]:
    """A candidate_expectations_json for a whole interview: weak, moderate and strong lists of texts."""
    return {
        "weak": [f"Can say what {name} involves."],
        "moderate": [f"Answers from own experience: {text}" for text in asked[:3]],
        "strong": [f"Shows what others can learn from it ({len(asked)} questions)."],
    }


def question_rubric(question: str) -> dict[str, Any]:
    return {
        "weak": ["Answers."],
        "moderate": [f"Answers in substance: {question}"],
        "strong": ["Gives an example."],
    }


def expectations(given: str) -> str:
    """The author's free text as a model would hand it back."""
    return f"Candidates are expected to bring: {given.strip()}"


def seniority(name: str) -> str:
    """The level a job's name suggests, one of the API's seniority levels."""
    for level, pattern in _LEVELS:
        if re.search(pattern, name, re.IGNORECASE):
            return level
    return "intermediate"


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4])
