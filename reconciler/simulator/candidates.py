"""merchant-candidate-list."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import records
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer
from reconciler.simulator.reading import paged
from reconciler.simulator.records import CANDIDATE, column

# Everything that is stored but what only this package needs.
_HIDDEN = frozenset({"environment", "source", "country_code"})
_TAKEN, _SCREENED = column("interview_count"), column("pre_screening_count")
_LEAD = column("public_avatar_count")
# A test with one `?`, which takes 0.
_TABS = {
    "interview": f"{_TAKEN} > ?",
    "pre-screening": f"{_SCREENED} > ?",
    "no-action": f"{_TAKEN} + {_SCREENED} + {_LEAD} = ?",
    "leads": f"{_LEAD} > ?",
}
_NAME = f"casefold({column('name')})"
# The misspelt values are the API's own (contract: order_by).
_ORDERS = {
    "name_accending": f"{_NAME}, number",
    "name_decending": f"{_NAME} DESC, number",
    "created_at_newest": f"{column('created_at')} DESC, number DESC",
    "created_at_oldest": f"{column('created_at')}, number",
}


def list_candidates(call: Call) -> Answer:
    """One page of a merchant's people. What a tab holds is read off its name: who took an interview, who was
    screened, who did nothing yet, who talked to a public avatar."""
    query, merchant_id = call.query, call.merchant()
    conditions: dict[str, Any] = {"merchant_id = ?": merchant_id}
    if call.switches.environment_scopes_rows:
        conditions["environment = ?"] = call.account.environment
    if query["tab"]:
        conditions[_TABS[query["tab"]]] = 0
    if query["source"]:
        conditions[f"{column('source')} = ?"] = query["source"]
    if query["filter_text"]:
        conditions[records.holds("name", "email")] = query["filter_text"].casefold()
    if query["filter_emoji"]:
        conditions[f"{column('emoji')} = ?"] = query["filter_emoji"]
    limit, offset = query["limit"], query["offset"]
    order = _ORDERS[query["order_by"]]
    found, total = records.page(call.storage, CANDIDATE, conditions, order, limit, offset)
    records.count_down_lag(call.storage, CANDIDATE, merchant_id)
    return Answer(200, paged([_listed(call, record) for record in found], total, limit, offset))


def _listed(call: Call, record: records.Record) -> dict[str, Any]:
    listed = {name: value for name, value in record.items() if name not in _HIDDEN}
    return listed if call.switches.lists_show_external_id else {**listed, "external_id": None}
