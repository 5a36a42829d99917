"""A plan over every kind, and people in it who can be looked for: nobody else has these names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Call, Change, FieldChange, Origin
from reconciler.model.kinds import making, table
from reconciler.model.plan import Plan
from reconciler.model.values import Json
from tests.golden.render_builders import create, plan

RESUME = (
    "Canary Resume Headline, ten years of ovens\nCanaryville bakery, 2015 to 2020: night shifts\nand more"
)
PEOPLE: tuple[Mapping[str, Json], ...] = (
    {
        "candidate_name": "Canarina Tweet", "candidate_email": "canarina@aviary.example",
        "candidate_country_code": "DE", "candidate_resume": RESUME,
        "candidate_external_id": "canary-ext-0001",
        "candidate_linkedin_url": "https://linkedin.example/in/canarina-tweet",
    },
    {
        "candidate_name": "Bo `x` <b>Finch</b> @team", "candidate_email": "bo+finch@aviary.example",
        "candidate_country_code": "SE", "candidate_resume": "Canary resume of Finch\x1b[2J\u202e ![i](https://x.example)",
    },
    {
        "candidate_name": "Chirp Öst", "candidate_email": "chirp@aviary.example",
        "candidate_country_code": "DE",
        "candidate_resume": "Canary resume of Chirp", "seniority_level": "senior",
    },
)  # fmt: skip
WORDS = (
    "Canarina", "Tweet", "aviary.example", "Canary Resume", "Canary resume", "Canaryville", "canary-ext-0001",
    "canarina-tweet", "Finch", "Chirp",
)  # fmt: skip
"""Each says who somebody is, and stands in no face that is kept or shared."""


def made(
    kind: str, key: str, fields: Mapping[str, Json], *, file: str = "", line: int = 1, **more: object
) -> Change:
    """What is new of `kind`, as the engine says it."""
    place = Span(file or f"interviews/{key}.yaml", line, 1)
    rows = table(kind)
    shown = tuple(
        FieldChange(name, None, value, Origin.AUTHOR, place, personal=rows[name].personal)
        for name, value in fields.items()
    )
    call = Call(making(kind, fields), fields, fields)
    base = Change(Address(kind, key), Action.CREATE, "", shown, (call,), span=place)
    return replace(base, **more)  # type: ignore[arg-type]  # fields of Change, by name


def candidate(number: int, person: Mapping[str, Json], interview: str = "interview.baker") -> Change:
    fields: dict[str, Json] = {
        **person, "position_def_set_id": f"({interview})", "mojito_language_code": "en",
        "interview_attempts": 2,
    }  # fmt: skip
    return made(
        "candidate", f"baker-{number}", fields, file="people/bakers.csv", line=number + 1,
        reason="not enrolled yet", needs=(Address.parse(interview),), refs={"position_def_set_id": interview},
        effects=frozenset({"credits"}),
        warnings=(f"{person['candidate_name']} was enrolled in May",) * (number == 1),
    )  # fmt: skip


def invited(number: int) -> Change:
    fields: dict[str, Json] = {
        "method": "register", "interview_id": "(interview.baker)",
        "email": f"canarina{number}@aviary.example",
        "name": f"Canarina Tweet {number}", "send_email": True,
    }  # fmt: skip
    return made(
        "invitation", f"open-day-{number}", fields, file="people/open-day.yaml", line=number,
        reason="not invited yet", batch="invitation.open-day", needs=(Address("interview", "baker"),),
        refs={"interview_id": "interview.baker"},
    )  # fmt: skip


def everything() -> Plan:
    """One or more of every kind."""
    changes = (
        create("baker", "Baker", {"status": "active", "location": "Berlin"}),
        made(
            "persona", "buyer",
            {"name": "Sceptical buyer", "status": "draft",
             "persona_role_avatar": "You buy bread.\nYou haggle."},
            file="personas/buyer.yaml", name="Sceptical buyer", reason="no persona is recorded for it",
        ),
        made(
            "directory", "bakery",
            {"name": "Bakery", "id": "bakery", "status": "active", "content_md": "# Bread\n"},
            file="directories/bakery.yaml", name="Bakery", reason="no directory is recorded for it",
        ),
        made(
            "knowledge-document", "handbook",
            {
                "knowledge_base_store_id": "3f7b2f0e-6f1e-4a57-9f0c-0f2f6f1f2a11", "name": "Handbook",
                "file": {"path": "texts/handbook.pdf", "sha256": "5f" * 32, "size": 48213},
            },
            file="documents/handbook.yaml", name="Handbook", reason="not uploaded yet",
        ),
        *(candidate(number, person) for number, person in enumerate(PEOPLE, 1)),
        *(invited(number) for number in (1, 2)),
        made(
            "retake", "camera-failed",
            {"interview_result_id": "8a6f2f52-0f55-4d06-8a4b-5d3ac1c6a0f1", "reason": "The camera failed."},
            file="retakes/camera-failed.yaml", reason="not reopened yet",
        ),
    )  # fmt: skip
    return plan(
        *changes,
        needs={change.address: change.needs for change in changes if change.needs},
        unchanged_of={"interview": 10, "candidate": 4},
        warnings=("canarina@aviary.example stands in two files",),
    )
