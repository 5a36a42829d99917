"""What editors and documents say about the fields of every kind but `interview`.

A field that says the same as an interview's keeps that text.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.definitions.help import FIELD_HELP, NAMED_HELP

TITLES: Mapping[str, str] = MappingProxyType({
    "interview": "One interview as it should be. What is left out belongs to the account.",
    "persona": "A persona for role play. No service writes anything of it.",
    "directory": "A page of the coaching catalogue, by an id of your choice.",
    "pre-screening": "A position whose candidates are screened. The account never shows it again.",
    "knowledge-document": "A file for a knowledge base, uploaded once per content.",
    "candidate": "A person to be enrolled once, or a list of them.",
    "invitation": "People to be registered or invited once each.",
    "retake": "A submitted result to be reopened once.",
})  # fmt: skip

_OWN: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "persona": {
        "name": "The title that learners see.",
        "description": "What learners read about it. Nothing is written for you.",
        "location": "Where the scene plays.",
        "persona_role_avatar": "Who the avatar is, two sentences at most; candidates read it. Written once.",
        "persona_role_user": "Who the candidate is, two sentences at most; they read it. Written once.",
        "persona_avatar_who_is": "More about the avatar's character.",
        "persona_avatar_knowledge": "What the avatar knows.",
        "persona_avatar_end_conditions": "When the conversation is over.",
        "persona_avatar_progress": "How it develops; begins with `Mode: turning point` or `Mode: steps`.",
        "opening_line": "The first words, as they are spoken.",
        "portal": "Whose credits it uses: `coaching` the learner's, `interview` the merchant's.",
        "candidate_expectations": "The goals of the assessment, at most 2,100 letters.",
    },
    "directory": {
        "id": "Its id and part of its address; the key when left out. It never changes.",
        "name": "The title of the page.",
        "description": "The text under the title.",
        "mojito_language_code": "The language of the page.",
        "visibility": "Who can find it; `public` is for the platform's own.",
        "status": "Staged, open, or put away. There is no way to delete one.",
        "cover_image_url": "The picture of the page.",
        "tags_sub": "The ids of the directories below it, in order.",
        "tags_interview_set_filter": "It lists the sessions that have all of these tags.",
        "content_md": "A page of your own; an empty text is an empty page, null is the built-in grid.",
    },
    "pre-screening": {
        "position_name": "The title of the position.",
        "position_location": "Where the job is.",
        "position_country_code": "The country of the job, two letters.",
        "mojito_language_code": "The language of the screening.",
        "status": "Whether candidates can apply.",
        "type": "What is screened: a resume, a form, or both.",
        "position_description": "The short text of the position.",
        "position_description_long": "The long text of the position.",
        "assessment_rules": "What candidates are held against, in order.",
        "form_fields": "What the form asks, in order; needed where there is a form.",
        "candidate_expectations": "What a good candidate has, as free text.",
        "visibility": "Who can find it.",
        "kombo_parameters": "Settings of an applicant tracking system.",
        "creation_parameters": "Only taken when it is made.",
    },
    "knowledge-document": {
        "knowledge_base_store_id": "The knowledge base, by its id.",
        "file": "The file, beside this definition or from the project root; 50 MiB at most.",
        "name": "What it is called there; the file's own name when left out.",
    },
    "candidate": {
        "candidate_name": "Who it is. Written down nowhere.",
        "candidate_email": "The address that they sign in with. Written down nowhere.",
        "candidate_country_code": "Where they live, two letters.",
        "candidate_resume": "The resume as text, or `{file: …}`. Written down nowhere.",
        "candidate_external_id": "Their id in your own system.",
        "candidate_linkedin_url": "Their page.",
        "position_def_set_id": "The position or interview, by the account's id.",
        "position_external_id": "Your code of a position, by which the service finds it.",
        "position_name": "The title of a position that is made for them.",
        "position_location": "Where that job is.",
        "position_country_code": "The country of that job, two letters.",
        "position_description": "The short text of that position.",
        "position_description_long": "The long text of that position.",
        "use_enhanced_expectations": "Reserved by the service.",
    },
    "invitation": {
        "method": "`register` enrols and gives a link each; `invite` writes to them.",
        "interview_id": "The interview or position, by the account's id.",
        "email": "Their address. Written down nowhere.",
        "name": "Who it is. Written down nowhere.",
        "external_id": "Their id in your own system.",
        "type": "As what they are invited; a candidate where an interview is named.",
        "send_email": "Whether the service writes to them.",
        "hide_menu": "Whether the interview is shown without its menu.",
        "hide_iframe": "Whether it is shown without a frame.",
        "is_test": "A try: the result is marked as a test, and a draft can be run.",
        "force_invite": "Write again to those who have not answered yet.",
        "mojito_language_code": "The language of the invitation.",
        "message_from_recruiter": "A text of your own in the invitation.",
    },
    "retake": {
        "interview_result_id": "The result to reopen: the id that details take, not the row's.",
        "reason": "Why, for the review. Never sent.",
    },
})  # fmt: skip

_NAMED: Mapping[str, str] = MappingProxyType({
    **NAMED_HELP,
    "interview": "The interview by its key; it is made first, if it does not exist yet.",
    "persona": "The persona by its key; it is made first, if it does not exist yet.",
    "pre_screening": "The pre-screening by its key; it is made first, if it does not exist yet.",
})  # fmt: skip

LIST_HELP: Mapping[str, str] = MappingProxyType({
    "candidates_from": "A CSV with a candidate in each row, or `{file, columns, key}`.",
    "people": "Whom to invite, each with a key of their own.",
    "people_from": "A CSV with a person in each row, or `{file, columns, key}`.",
})  # fmt: skip


def help_of(kind: str, name: str) -> str:
    """What is said about a field, or about a name that stands for an id."""
    own = _OWN.get(kind, {})
    return own.get(name) or _NAMED.get(name) or FIELD_HELP.get(name) or "The merchant; admin tokens only."
