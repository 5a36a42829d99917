"""Projects to measure with: N definitions of some 31 keys, 7 KB and 8 questions, and the state of having
applied them. The same seed gives the same bytes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import uuid
from pathlib import Path

from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project
from reconciler.engine import questions
from reconciler.model.record import Fingerprint, Pair, Record, Snapshot
from reconciler.model.values import Json
from reconciler.simulator import template_id
from reconciler.stores.local import LocalStore

WORDS = (
    "candidate", "team", "product", "customer", "design", "review", "delivery",
    "ownership", "service", "platform", "market", "growth", "support", "process",
    "quality", "planning", "feedback", "learning", "budget", "roadmap", "incident",
    "metric", "release", "partner", "research", "account", "project", "culture",
    "remote", "office",
)  # fmt: skip
LANGUAGES = ("en", "sv", "de", "fr", "no", "es", "nl", "pt", "da", "fi")
TEMPLATE = template_id("Anna")


def sentence(chance: random.Random, least: int = 6, most: int = 16) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(least, most))).capitalize() + "."


def prose(chance: random.Random, size: int) -> list[str]:
    """Markdown lines of about `size` bytes."""
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        number = len(lines)
        text = sentence(chance)
        lines.append(
            f"## {sentence(chance, 2, 4)[:-1]}"
            if number % 6 == 5
            else f"- {text}"
            if number % 3 == 2
            else text
        )
    return lines


def definition(number: int, asked: int = 8) -> str:
    """One definition file. `asked`: how many questions it has."""
    chance = random.Random(number)
    pick = chance.choice
    lines = [
        f"name: {sentence(chance, 2, 4)[:-1]} {number}",
        f"location: {pick(['Stockholm, Sweden', 'Oslo, Norway', 'Remote (EU)', 'Berlin, Germany'])}",
        f"interview_template_id: {TEMPLATE}",
        f"mojito_language_code: {LANGUAGES[number % 10]}",
        f"status: {pick(['draft', 'active'])}",
        f"type: {pick(['interview', 'assessment'])}",
        f"visibility: {pick(['merchant_public', 'merchant_invite', 'merchant_unlisted'])}",
        f"recording: {pick(['audio_all', 'video_all', 'null'])}",
        f"recording_full_session: {pick(['audio_all', 'null'])}",
        f"interview_type: {pick(['pre-screening', 'second-interview'])}",
        f"seniority_level: {pick(['entry-level', 'senior', 'managerial'])}",
        f"result_view: {pick(['none', 'minimal', 'full'])}",
        f"candidate_video_introduction: {pick(['optional', 'required'])}",
        f"interview_tone: {pick(['relaxed', 'professional'])}",
        f"interview_attempts: {chance.randint(1, 5)}",
        f"max_duration: {pick(['20m', '30m', '45m'])}",
        f"max_followups: {chance.randint(0, 3)}",
        f"code: C-{number:06d}",
        f"cover_image_url: https://cdn.example.com/covers/{number}.png",
        f"interview_department: {pick(WORDS)}",
        f"interview_salary: {chance.randint(40, 90)},000 EUR",
        "interview_available_till: 2027-12-31",
        f"tags: [{pick(WORDS)}, {pick(WORDS)}-{number % 7}]",
        f"required_pronunciation: {pick(['true', 'false'])}",
        f"is_embedded: {pick(['true', 'false'])}",
        f"welcome_message: {sentence(chance, 10, 20)}",
        f"thank_you_message: {sentence(chance, 10, 20)}",
        f"custom_scoring: {{max_score: {chance.randint(5, 10)}, early_stop: {pick(['true', 'false'])}}}",
        f"additional_context: {{department: {pick(WORDS)}, cost_center: {chance.randint(1000, 9999)}}}",
    ]
    for name, size in (("description", 1200), ("description_long", 1800), ("candidate_expectations", 400)):
        lines += [f"{name}: |", *(f"  {line}" for line in prose(chance, size))]
    lines.append("questions:")
    for question in range(asked):
        text = sentence(chance, 10, 24)[:-1]
        lines += [
            f"  - external_id: q{question}",
            f"    question: {text}?",
            f"    duration: {pick([60, 120, 180])}",
        ]
    return "\n".join(lines) + "\n"


def project(root: Path, count: int, *, asked: int = 8, server: str = "simulator") -> Path:
    """A project of `count` definitions in `root`."""
    folder = root / "interviews"
    folder.mkdir(parents=True)
    merchant = f", merchant_id: {MERCHANT}" if server != "simulator" else ""
    (root / "reconciler.yaml").write_text(
        "version: 1\ndefinitions: [interviews/]\nenvironments:\n"
        f"  local: {{server: {json.dumps(server)}, state: state/local.json{merchant}}}\n"
    )
    for number in range(count):
        (folder / f"iv-{number:05d}.yaml").write_text(definition(number, asked))
    return root


MERCHANT = "51a1c0de-0000-4000-8000-000000000001"


def applied(root: Path) -> Path:
    """Write the state that applying the project would leave: no calls are made."""
    opened = read_project(root)
    environment = opened.environments["local"]
    desired = load(opened, "local").desired
    assert desired is not None
    records = {}
    for address, found in desired.definitions.items():
        fields: dict[str, Pair] = {}
        for name, value in found.fields.items():
            assert isinstance(value, None | bool | int | float | str | list | dict)
            sent: Json = (
                list(questions.identified(questions.as_questions(value), ()))
                if name == "questions"
                else value
            )
            fields[name] = Pair.agreed(sent)
        remote_id = str(uuid.uuid5(uuid.NAMESPACE_URL, str(address)))
        records[address] = Record(remote_id, fields, None, found.manage)
    (root / "state").mkdir(exist_ok=True)
    account = Fingerprint(environment.server, MERCHANT, None)
    LocalStore(root / environment.state).write(Snapshot("bench", 1, account, records, {}, "salt"), over=None)
    return root


def made(root: Path, count: int, *, asked: int = 8) -> Path:
    """A project that is applied already, made by a process of its own: what a command uses at most counts the
    memory of the process that starts it."""
    words = [sys.executable, "-m", "bench.data", str(root), str(count), str(asked)]
    subprocess.run(words, cwd=Path(__file__).parents[1], check=True)
    return root


def edited(root: Path, percent: float) -> int:
    """Change `percent` of the definitions in one field; returns how many."""
    every = int(100 / percent)
    files = sorted((root / "interviews").iterdir())[::every]
    for file in files:
        file.write_text(file.read_text().replace("max_duration: ", "max_duration: 1", 1))
    return len(files)


if __name__ == "__main__":
    applied(project(Path(sys.argv[1]), int(sys.argv[2]), asked=int(sys.argv[3])))
