"""Control over HTTP, under `/_simulator/`: for a rehearsal whose account lives in another process.

No token is asked for; the server answers these to callers on this machine only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reconciler.simulator import editing
from reconciler.simulator.faults import Fault
from reconciler.simulator.messages import CONTROL_PREFIX, Answer, ApiError, Request

if TYPE_CHECKING:
    from reconciler.simulator.service import Simulator

_DONE = {"success": True}


def answer(simulator: Simulator, request: Request) -> Answer:
    """Serves one control request; errors come in the API's envelope with 404, 405 or 422."""
    try:
        return _serve(simulator, request)
    except ApiError as refusal:
        return Answer(refusal.status, refusal.document())
    except KeyError as missing:
        return Answer(422, {"error": f"{missing.args[0]} is unknown or missing."})
    except (ValueError, TypeError) as problem:
        return Answer(422, {"error": str(problem)})


def _serve(simulator: Simulator, request: Request) -> Answer:
    name = request.endpoint.removeprefix(CONTROL_PREFIX)
    methods = {method for method, known in _ROUTES if known == name}
    if not methods:
        raise ApiError(404, "There is no such control endpoint.")
    if request.method not in methods:
        raise ApiError(405, f"{name} takes {' or '.join(sorted(methods))}.")
    body = request.json()
    return Answer(200, _ROUTES[request.method, name](simulator, {} if body is None else body))


def _requests(simulator: Simulator, _: Any) -> object:
    return {"requests": [entry.to_mapping() for entry in simulator.requests()]}


def _reset(simulator: Simulator, _: Any) -> object:
    simulator.reset()
    return _DONE


def _switches(simulator: Simulator, _: Any) -> object:
    return simulator.switches.to_mapping()


def _set_switches(simulator: Simulator, body: Any) -> object:
    """The switches that are named change, the others stay."""
    simulator.set_switches(simulator.switches.with_changes(_object(body)))
    return simulator.switches.to_mapping()


def _add_faults(simulator: Simulator, body: Any) -> object:
    """One fault, or a list of them."""
    for fault in [Fault.from_mapping(_object(one)) for one in (body if isinstance(body, list) else [body])]:
        simulator.add_fault(fault)
    return _DONE


def _edit(simulator: Simulator, body: Any) -> object:
    """`{interview_id, fields}`, or `{candidate_id, fields}` and the like for every other kind."""
    fields = _object(_object(body)["fields"])
    for kind in editing.EDITABLE:
        if f"{kind}_id" in body:
            simulator.edit_record(kind, body[f"{kind}_id"], **fields)
            return _DONE
    simulator.edit(body["interview_id"], **fields)
    return _DONE


def _complete(simulator: Simulator, body: Any) -> object:
    """The arguments of `Simulator.complete_result`."""
    values = dict(_object(body))
    interview_id, email = values.pop("interview_id"), values.pop("email")
    return {"interview_result_id": simulator.complete_result(interview_id, email, **values)}


def _add_account(simulator: Simulator, body: Any) -> object:
    """The arguments of `Simulator.add_account`, `expires_at` as an ISO instant."""
    values = dict(_object(body))
    token = values.pop("token")
    if values.get("expires_at") is not None:
        values["expires_at"] = datetime.fromisoformat(values["expires_at"])
    simulator.add_account(token, **values)
    return _DONE


def _interviews(simulator: Simulator, _: Any) -> object:
    return {"interviews": simulator.interviews(), "credits_used": simulator.credits_used()}


def _candidates(simulator: Simulator, _: Any) -> object:
    return {"candidates": simulator.candidates()}


def _results(simulator: Simulator, _: Any) -> object:
    return {"results": simulator.results()}


def _documents(simulator: Simulator, _: Any) -> object:
    return {"documents": simulator.documents()}


def _directories(simulator: Simulator, _: Any) -> object:
    return {"directories": simulator.directories()}


def _members(simulator: Simulator, _: Any) -> object:
    return {"members": simulator.members()}


def _object(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise ValueError("the body must be an object")
    return body


_ROUTES: dict[tuple[str, str], Callable[[Simulator, Any], object]] = {
    ("GET", "requests"): _requests,
    ("POST", "reset"): _reset,
    ("GET", "switches"): _switches,
    ("POST", "switches"): _set_switches,
    ("POST", "faults"): _add_faults,
    ("POST", "edit"): _edit,
    ("POST", "accounts"): _add_account,
    ("GET", "interviews"): _interviews,
    ("POST", "results"): _complete,
    ("GET", "results"): _results,
    ("GET", "candidates"): _candidates,
    ("GET", "documents"): _documents,
    ("GET", "directories"): _directories,
    ("GET", "members"): _members,
}
