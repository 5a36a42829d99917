"""What every account holds from its first day: templates, knowledge bases, recruiters.

The ids are fixed, so that definitions and tests can name them. Another merchant has templates of the same
names under ids of its own, as in life; the ids written here are taken from every token all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

DEFAULT_TOKEN = "simulator"  # noqa: S105 - the token of an account that holds nothing
DEFAULT_MERCHANT_ID = "51a1c0de-0000-4000-8000-000000000001"
DEFAULT_MERCHANT_NAME = "Simulated Company"
DEFAULT_ENVIRONMENT = "test"

KNOWLEDGE_BASES = ("51a1c0de-0000-4000-8000-0000000000b1", "51a1c0de-0000-4000-8000-0000000000b2")
RECRUITERS = ("51a1c0de-0000-4000-8000-0000000000c1", "51a1c0de-0000-4000-8000-0000000000c2")
SEEDED_AT = "2026-01-01T00:00:00.000000+00:00"

LEGACY_TYPES = frozenset({"offline_elai", "offline_synthesia"})


@dataclass(frozen=True)
class Template:
    """An avatar or voice template. `id` is the default merchant's; `type` is the API's template type."""

    id: str
    name: str
    type: str
    status: str = "active"
    mojito_language_code: str = "en"
    voice_language: str = "English (United States)"

    def id_for(self, merchant_id: str) -> str:
        """This template's id in a merchant's own list."""
        return self.id if merchant_id == DEFAULT_MERCHANT_ID else str(uuid5(UUID(self.id), merchant_id))

    @property
    def is_interactive(self) -> bool:
        return self.type.startswith("interactive_")

    @property
    def scoring(self) -> dict[str, object]:
        """What the template lays over the platform's scoring defaults (behaviour.md section 1:
        custom_scoring)."""
        return {"early_stop": True} if self.is_interactive else {}


TEMPLATES = (
    Template("51a1c0de-0000-4000-8000-0000000000a1", "Anna", "interactive_heygen"),
    Template("51a1c0de-0000-4000-8000-0000000000a2", "Viktor", "interactive_elevenlabs"),
    Template("51a1c0de-0000-4000-8000-0000000000a3", "Maria", "offline_heygen"),
    Template("51a1c0de-0000-4000-8000-0000000000a4", "Old Elai", "offline_elai"),
    Template("51a1c0de-0000-4000-8000-0000000000a5", "Twin", "interactive_heygen"),
    Template(
        "51a1c0de-0000-4000-8000-0000000000a6",
        "Twin",
        "interactive_elevenlabs",
        "active",
        "de",
        "German (Germany)",
    ),
    Template("51a1c0de-0000-4000-8000-0000000000a7", "Retired Rita", "interactive_heygen", "archived"),
)

PLATFORM_TEMPLATE = TEMPLATES[0]
"""What an enrolment that names no template is based on."""

DIRECTORIES: tuple[dict[str, Any], ...] = (
    {
        "slug": "platform-start-en",
        "merchant_id": None,
        "name": "Start here",
        "description": "What every coaching portal begins with.",
        "mojito_language_code": "en",
        "visibility": "public",
        "status": "active",
        "cover_image_url": None,
        "coach_plan": None,
        "tags_sub": None,
        "tags_interview_set_filter": None,
        "content_md": None,
        "is_start_directory": True,
        "created_at": SEEDED_AT,
        "updated_at": SEEDED_AT,
    },
)
"""Directories of the whole platform, which every merchant sees and none may change (behaviour.md section
12)."""


def template_id(name: str) -> str:
    """The id of the default merchant's first template of a name. Raises KeyError when there is none."""
    for template in TEMPLATES:
        if template.name == name:
            return template.id
    raise KeyError(name)


def find_template(identifier: str | None, merchant_id: str) -> Template | None:
    """The template that an id names for a merchant: its own, or the shared one."""
    for template in TEMPLATES:
        if identifier in (template.id, template.id_for(merchant_id)):
            return template
    return None
