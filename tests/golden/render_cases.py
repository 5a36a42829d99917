"""The plans that the golden files show, each built by hand: small, and about one thing.

`CASES` maps the name of a golden file to what it shows and the plan it shows it with. The order is the one
to read them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.model.change import Action, Origin
from reconciler.model.plan import Guard, Plan, Settlement
from tests.golden.people_parts import everything
from tests.golden.render_builders import VACANCY, address, create, field, plan, retire, update
from tests.golden.render_parts import (
    FOLLOWED,
    HOSTILE,
    QUESTIONS,
    QUESTIONS_AFTER,
    RESCORED,
    STORED,
    TAGS,
    TYPICAL,
    blocked,
    eight,
    intent,
    many,
    mixed,
    moved_and_waiting,
)

CASES: Mapping[str, tuple[str, Plan]] = {
    "nothing-to-do": ("Everything is as declared.", plan(unchanged=12)),
    "nothing-offline": (
        "The same without the account.", plan(unchanged=1, online=False, merchant=None)
    ),
    "one-creation": ("A new definition.", plan(create("backend-engineer", "Backend Engineer", TYPICAL))),
    "eight-creations": ("A first plan: it has to fit on about one screen.", eight()),
    "own-questions": (
        "A new definition with questions of its own and a template by name.",
        plan(
            create(
                "nurse", "Nurse",
                {
                    "status": "draft",
                    "interview_template_id": {"$ref": ["template", "Anna"]},
                    "questions": QUESTIONS,
                },
            )
        ),
    ),
    "short-values": (
        "Fields of all small shapes, with the line of each.",
        plan(
            update(
                field("max_duration", 1200, 1850, line=7),
                field("recording", "video_all", None, line=8),
                field("recording_full_session", None, "audio_all", line=9),
                field("location", "Berlin", "Berlin or remote", line=10),
                field("required_pronunciation", None, True, line=11),
                field("tags", ["sales"], ["sales", "dach"], line=12),
            )
        ),
    ),
    "three-origins": (
        "What the author changed, what somebody changed in the account, and what is let go.",
        plan(
            update(
                field("max_duration", 1200, 1800, line=7),
                field("name", "Sales Manager (edited)", "Sales Manager", Origin.DRIFT, line=1),
                field("location", "Paris", "Berlin", Origin.BOTH, line=2),
                field("recording", "audio_all", "audio_all", Origin.RELEASED, line=1),
                field("interview_attempts", 3, 3, Origin.RELEASED, line=1),
            )
        ),
    ),
    "long-text": (
        "Long texts are shown by their changed words and lines only.",
        plan(
            update(
                field("description_long", VACANCY, VACANCY.replace("eight people", "ten people")),
                field("description", f"{VACANCY}\n\nApply now.", f"{VACANCY}\n\nApply by May.\nNo agencies."),
            )
        ),
    ),
    "text-from-nothing": (
        "A long text where there was none.", plan(update(field("description_long", None, VACANCY)))
    ),
    "questions": (
        "Questions by name: moved, reworded, new and dropped.",
        plan(update(field("questions", QUESTIONS, QUESTIONS_AFTER, line=20, note="results stay"))),
    ),
    "nested-value": (
        "Inside a nested value, the leaves that differ.",
        plan(update(field("custom_scoring", TYPICAL["custom_scoring"], RESCORED))),
    ),
    "not-shown-by-the-account": (
        "Fields that the API never shows.",
        plan(
            update(
                field("welcome_message", None, "Hello", unreadable=True),
                field("thank_you_message", "Thanks", "Thank you", unreadable=True),
                field("interview_length", 6, 8, note="takes effect at the next generation"),
            )
        ),
    ),
    "retire-with-candidates": (
        "A removed file, and who it touches.", plan(retire("sales", "Sales Manager", 41))
    ),
    "replace": (
        "Another interview in its place.",
        plan(
            replace(
                update(field("mojito_language_code", "en", "de")),
                action=Action.REPLACE,
                reason="asked for with --replace",
                taken=7,
            )
        ),
    ),
    "cannot-change": (
        "A field that cannot change in place: blocked, with every way out.",
        plan(
            blocked(
                update(field("mojito_language_code", "en", "de", note="cannot change")),
                Action.UPDATE,
                "mojito_language_code cannot change in an interview that exists",
                "put the old value back into the definition",
                "reconciler apply --replace interview.sales   # candidates get new links",
                "change it in the admin, then: "
                "reconciler apply --record-only interview.sales.mojito_language_code",
            )
        ),
    ),
    "import-proposed": (
        "The account holds an interview that would be this one.",
        plan(
            blocked(
                replace(create("nurse", "Nurse", {}), fields=()),
                Action.IMPORT,
                "not created: it seems to exist already",
                "reconciler import interview.nurse 1f6c2b9e-31d9-4b53-a7c6-0c5f9d1f2a11",
                "reconciler apply --create-anyway interview.nurse   # make a second one on purpose",
            )
        ),
    ),
    "over-the-limit": (
        "More retires than an apply may do unasked.",
        plan(
            retire("driver", "Driver"),
            retire("nurse", "Nurse", 3),
            retire("welder", "Welder", 12),
            unchanged=7,
            guards=(
                Guard(
                    "retire", 3, 2, "retire=3",
                    "3 interviews of 10 would leave the candidates' reach; at most 2 may without being told",
                    (address("driver"), address("nurse"), address("welder")),
                ),
            ),
        ),
    ),
    "answers-that-never-came": (
        "What became of calls without an answer.",
        plan(
            settlements=(
                Settlement(intent("analyst"), "made", "r-9", "the account holds it under our mark"),
                Settlement(
                    intent("driver"), "open", None, "nothing like it is listed yet",
                    ("reconciler plan   # look again",), 1_764_032_400.0,
                ),
            )
        ),
    ),
    "pending": (
        "The account is still at work; nothing to do for us.",
        plan(pending={address("nurse"): "the account is still preparing it"}),
    ),
    "only-recorded": (
        "Nothing is sent: only the Record learns.",
        plan(
            replace(
                update(field("name", "x", "x", Origin.AGREED), field("tags", [], [], Origin.AGREED)),
                action=Action.RECORD,
                reason="the account holds it already",
                calls=(),
            )
        ),
    ),
    "forget": (
        "Let go of, and left in the account.",
        plan(replace(retire("old", "Old One"), action=Action.FORGET, reason="on_remove: forget", fields=())),
    ),
    "offline": (
        "Compared with the Records alone.",
        plan(update(field("name", "a", "b")), online=False, merchant=None),
    ),
    "warnings": (
        "Warnings of the plan and of a Change, each once; edits to undeclared fields are counted.",
        plan(
            replace(update(field("name", "a", "b")), warnings=("it goes to draft for the change",)),
            warnings=("interview.sales: it goes to draft for the change", "two listings did not agree"),
            undeclared=2,
        ),
    ),
    "renamed-and-waiting": (
        "A new key for a known interview, which waits for another.", moved_and_waiting()
    ),
    "wide-characters": (
        "Names that take two cells a character.",
        plan(update(field("name", "営業担当", "営業マネージャー"), name="営業マネージャー")),
    ),
    "secrets": (
        "A secret in an open object is never shown.",
        plan(
            update(
                field(
                    "additional_context",
                    {"api_key": "sk-old", "max_tokens": 200, "note": "Bearer abcdefghijklmnop1234"},
                    {"api_key": "sk-new", "max_tokens": 400, "note": "Bearer abcdefghijklmnop1234"},
                )
            )
        ),
    ),
    "hostile": (
        "Text that tries to drive the terminal, the comment or the runner.",
        plan(
            update(
                field("name", "Nurse", HOSTILE),
                field("description", f"a\n{HOSTILE}", "::error::b\n" * 3),
                name=HOSTILE,
            ),
            warnings=(HOSTILE,),
        ),
    ),
    "every-effect": (
        "What candidates notice although nothing is retired.",
        plan(
            replace(
                update(field("status", "active", "archived", line=5)),
                effects=frozenset({"retire"}), taken=3, last_taken="2026-05-01T09:30:00Z",
            ),
            replace(
                update(field("status", "draft", "active", line=5), key="nurse", name="Nurse"),
                effects=frozenset({"reactivate", "downtime"}),
            ),
        ),
    ),
    "declared-leaves": (
        "Of a scoring only the declared leaves are compared: the others stay and are not shown as lost.",
        plan(
            update(
                field(
                    "custom_scoring",
                    {"max_score": 100, "max_retries": 3, "early_stop": False, "bands": [1, 2]},
                    {"max_score": 80, "early_stop": False, "bands": [1]},
                )
            )
        ),
    ),
    "follow-up-question": (
        "The account holds a parent's id where a definition names it: that is no difference.",
        plan(update(field("questions", STORED, FOLLOWED, line=9))),
    ),
    "one-of-many-questions": (
        "A long list in which one question is reworded: the rest is told in a line.",
        plan(update(field("questions", many("How long?"), many("For how long exactly?"), line=9))),
    ),
    "mixed": (
        "One of each: what waits for a decision first, what only our memory learns last.",
        mixed(),
    ),
    "long-values": (
        "Values that do not fit on a line: lists by what they lose and gain, texts on lines of their own.",
        plan(
            update(
                field("tags", [*TAGS, "payments"], [*TAGS, "marketplace", "on-call"], line=4),
                field("welcome_message", None, VACANCY, unreadable=True, line=5),
                field("description", VACANCY, None, line=6),
                field("additional_context", {"about": VACANCY, "n": TAGS}, {"about": VACANCY[4:], "n": None}),
                field("recording", "audio_all", "audio_all", Origin.RELEASED),
            )
        ),
    ),
    "every-kind": ("One or more of every kind: people are masked, and told together.", everything()),
}  # fmt: skip
