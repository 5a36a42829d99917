"""Every question that no source answers about the API, as a switch of the simulator.

The default is what seems likeliest; the other values are what a client has to survive all the same. A test
that holds under one value only has tested its own guess.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

Decision = Literal["ai_accept", "recruiter_accept", "recruiter_action", "ai_reject", "recruiter_reject"]


@dataclass(frozen=True)
class Switches:
    """How this account behaves where the sources are silent. Counts are calls, `latency_ms` is
    milliseconds."""

    # Listing and reading
    list_carries_code: bool = False  # rows of the list hold `code`
    list_lag_calls: int = 0  # a new row is missing from this many list calls, whoever makes them
    deleted_hidden: bool = False  # a deleted interview is gone for get, list, update and set-state
    get_omits_optional: bool = False  # get leaves out the five keys its document does not promise
    definition_carries_messages: bool = False  # calc_definition_json holds the welcome and thank-you texts
    environment_scopes_rows: bool = True  # a token sees only the rows of its own environment
    offline_activation_prepares: int = (
        0  # so many gets read `preparing` after an offline interview went active
    )

    # What moves updated_at
    updated_at_moves_on_questions: bool = True
    updated_at_moves_on_status: bool = True
    updated_at_moves_on_activity: bool = (
        True  # a candidate's activity, i.e. an edit of interview_count or _last
    )

    # How values are stored
    null_clears: bool = True  # False: null sent to a nullable field of update leaves the value
    tags_sorted: bool = False
    tone_recased: Literal["lower", "title"] | None = None
    texts_trimmed: bool = True  # white space at the end of the long texts is dropped
    available_till_form: Literal["as_sent", "instant", "offset"] = "as_sent"
    pdf_config_update: Literal["replace", "merge"] = "replace"
    blank_name: Literal["stored", "refused"] = "stored"  # update with a null or blank name
    scoring_null_until_set: bool = False  # result_scoring is null until an author sets any of it
    attempts_default: int = 3
    default_result_view: str = "minimal"
    array_max_duration: int | None = 1200  # what create-from-array, which takes none, stores; seconds

    # Generation
    seniority_stored: bool = False  # a detected level is stored in creation_parameters
    expectations_rewritten_on_create: bool = (
        False  # candidate_expectations is reworded by job-interview-create
    )
    description_regenerated_on_create: bool = False  # the older document: a given description is written anew
    question_expectations_filled: bool = False  # every question without a rubric of its own is given one
    from_array_deduplicates: bool = True  # equal questions are stored once, unless disable_deduplication

    # Questions in update
    null_clears_question_fields: bool = True  # False: null leaves what is stored
    unset_question_fields: Literal["null", "absent"] = "null"  # how get shows them
    subset_is_same_content: bool = (
        False  # an entry that names fewer fields than are stored counts as unchanged
    )
    reorder_alone_applied: bool = True
    question_ids_rotate: bool = False  # every update of questions renews all their ids
    local_ids_as_handles: bool = True  # update takes an id that is not stored as a name for a parent

    # Requests, status, money
    unknown_body_keys: Literal["dropped", "refused"] = "dropped"
    code_unique: bool = False  # a second interview with an equal code is refused
    apikey_required: bool = False  # requests without an `apikey` header are refused
    undelete_allowed: bool = True
    transitions_refused: frozenset[str] = frozenset()  # "from>to", e.g. "archived>active"
    template_change_resets_to_draft: bool = False  # a new template makes an active interview a draft
    embed_key_rotates: bool = False  # off and on again gives another key
    create_charges_credits: float = 1.0
    latency_ms: int = 0

    # Who may call what
    undocumented_401: bool = False  # a bad token is 401 where the endpoint's document lists another status
    foreign_merchant: Literal["dropped", "refused"] = "dropped"  # merchant_id of one the token does not serve

    # Positions and enrolment
    sub_items_listed: bool = False  # the interview inside a position is a row of the list as well
    position_takes_interview_id: bool = True  # a single interview's id or code names a position
    external_code_needs_fields: bool = False  # a code that is found does not spare the position fields
    enrol_when_closed: bool = True  # people are enrolled on what is not active too
    candidate_decision: Decision = "ai_accept"  # where the resume names no decision
    decline_omits_ids: bool = False  # rejected and already applied: no ids in the answer
    register_twice: Literal["ok", "error"] = "ok"
    registration_makes_result: bool = False  # who is registered or invited has a row in the result list

    # Candidates and results
    emails_folded: bool = True  # trimmed and lower-cased; False: two spellings are two people
    candidate_list_lag_calls: Literal[0, 1, 2, 3] = 0  # as list_lag_calls
    result_list_lag_calls: Literal[0, 1, 2, 3] = 0
    lists_show_external_id: bool = True  # of candidates and results
    candidate_name_kept: bool = True  # a known person keeps the name; False: the last one sent counts
    retake_clears_scores: bool = False

    # Files and the catalogue
    missing_file_status: Literal[422, 500] = 422  # an upload without a file
    uploads_deduplicated: bool = False  # equal bytes in one knowledge base are one document
    directory_unset: Literal["null", "empty"] = "null"  # how tag lists that nobody set come back
    directory_default_status: Literal["draft", "active"] = "draft"
    directory_default_visibility: Literal["merchant_public", "merchant_invite"] = "merchant_public"
    directory_ids_global: bool = True  # another merchant's id is taken as well
    deleted_directory_frees_id: bool = False
    empty_filter_matches_all: bool = False  # a filter without any tag shows every session

    # Prices that the sources dispute
    older_avatar_price: bool = False  # 3 and not 2.5 for a full avatar
    unfinished_sessions_charged: bool = False  # failed, abandoned, or of 30 seconds at most
    test_sessions_charged: bool = False
    invitations_limited: bool = True  # invite-users stops at invitations_available
    invitations_charged: bool = False
    uploads_charged: bool = False
    reports_charged: bool = False  # a report in the result's own language

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Switches:
        """Switches out of a JSON object; what it does not name has its default.

        Raises ValueError for an unknown name or a value of the wrong type.
        """
        hints = get_type_hints(cls)
        given: dict[str, Any] = {}
        for name, value in values.items():
            if name not in hints:
                raise ValueError(f"there is no switch {name!r}")
            if hints[name] == frozenset[str] and isinstance(value, list | tuple | set | frozenset):
                value = frozenset(map(str, value))
            elif hints[name] is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if not _fits(hints[name], value):
                raise ValueError(f"switch {name} cannot be {value!r}")
            given[name] = value
        return cls(**given)

    @classmethod
    def from_json(cls, text: str) -> Switches:
        return cls.from_mapping(json.loads(text))

    def to_mapping(self) -> dict[str, object]:
        """A JSON object with every switch; `from_mapping` takes it back."""
        values: dict[str, object] = asdict(self)
        values["transitions_refused"] = sorted(self.transitions_refused)
        return values

    def to_json(self) -> str:
        return json.dumps(self.to_mapping(), separators=(",", ":"))

    def with_changes(self, values: Mapping[str, object]) -> Switches:
        """These switches with the named ones changed. Raises ValueError as `from_mapping` does."""
        return Switches.from_mapping({**self.to_mapping(), **values})


def _fits(hint: Any, value: object) -> bool:
    if hint is None or hint is type(None):
        return value is None
    if get_origin(hint) is Literal:
        return any(type(value) is type(member) and value == member for member in get_args(hint))
    if get_origin(hint) is frozenset:
        return isinstance(value, frozenset)
    if get_args(hint):
        return any(_fits(member, value) for member in get_args(hint))
    if hint is not bool and isinstance(value, bool):
        return False
    return isinstance(value, hint)
