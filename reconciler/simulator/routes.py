"""The one table from endpoint to route, and the way of a request through it: token, document, route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from reconciler.simulator import (
    access,
    analytics,
    batches,
    candidates,
    catalogue,
    catalogue_reading,
    creating,
    enrolling,
    invitations,
    knowledge,
    languages,
    links,
    merchants,
    personas,
    prescreening,
    reading,
    reports,
    results,
    screening,
    states,
    update,
)
from reconciler.simulator import document as openapi
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError, Request
from reconciler.simulator.schema import check, check_query
from reconciler.simulator.storage import Storage
from reconciler.simulator.switches import Switches

Route = Callable[[Call], Answer]

ROUTES: dict[str, Route] = {
    "job-interview-create": creating.create,
    "job-interview-create-from-array": creating.create_from_array,
    "job-interview-create-for-candidate-with-token": enrolling.create_for_candidate,
    "persona-create": personas.create,
    "job-interview-get": reading.get,
    "job-interview-update": update.update,
    "job-interview-set-state": states.set_state,
    "merchant-interview-list": reading.list_interviews,
    "merchant-avatar-list": merchants.list_templates,
    "merchant-status": merchants.status,
    "merchant-sub-merchant-list": merchants.list_sub_merchants,
    "platform-languages-list": languages.list_languages,
    "job-interview-token": links.token,
    "job-interview-register-users": batches.register,
    "invite-users": invitations.invite,
    "job-interview-details": results.details,
    "job-interview-pdf": reports.report,
    "job-interview-result-request-another-attempt": results.request_another_attempt,
    "merchant-result-list": results.list_results,
    "merchant-candidate-list": candidates.list_candidates,
    "merchant-analytics": analytics.daily,
    "merchant-analytics-credits-used": analytics.credits_used,
    "knowledge-base-document-upload": knowledge.upload,
    "pre-screening-create": prescreening.create_or_update,
    "job-interview-pre-screening-api-resume-text": screening.screen_text,
    "job-interview-pre-screening-api-resume-binary": screening.screen_file,
    "catalogue-tag-create": catalogue.create,
    "catalogue-tag-update": catalogue.update,
    "catalogue-tag-get": catalogue_reading.get,
    "catalogue-tag-list": catalogue_reading.list_directories,
}


def dispatch(
    storage: Storage, request: Request, switches: Switches, now: datetime, rows: int | None = None
) -> Answer:
    """The answer to one request; `rows` is how many people of a batch are dealt with, None for all.

    Raises ApiError; nothing of what was written then may stay.
    """
    if request.endpoint == reports.FILE and request.method == "GET":
        return reports.download(storage, request.query, now)
    operation = openapi.operations().get(request.endpoint)
    route = ROUTES.get(request.endpoint)
    if operation is None or route is None:
        raise ApiError(404, "There is no such endpoint.")
    if request.method != operation.method:
        raise ApiError(405, f"{request.endpoint} takes {operation.method}.")
    account = access.account(storage, request, operation, switches, now)
    query, problem = check_query(operation.query, dict(request.query))
    if problem is not None:
        raise ApiError(422, problem.message, problem.name)
    body = _body(operation, request, switches)
    account = access.acting(account, operation, query, body, switches)
    return route(Call(storage, account, body, query, switches, now, rows, request.origin))


def _body(operation: openapi.Operation, request: Request, switches: Switches) -> dict[str, Any]:
    """The body as a route takes it, from JSON or from a form, whichever the endpoint knows."""
    if operation.form is not None and (request.is_form or operation.body is None):
        if not request.is_form:
            raise ApiError(422, "The request body must be multipart/form-data.")
        form = request.form()
        # A file passes the checker as any text does.
        texts = {name: value if isinstance(value, str) else "file" for name, value in form.items()}
        return {name: form[name] for name in _checked(operation.form, texts, switches)}
    return {} if operation.body is None else _checked(operation.body, request.json(), switches)


def _checked(schema: openapi.Schema, body: object, switches: Switches) -> dict[str, Any]:
    """The body with the keys that the document knows, whole numbers as integers."""
    problem = check(schema, body)
    if problem is not None:
        status = switches.missing_file_status if problem.name == "file" else 422
        raise ApiError(status, problem.message, problem.name or None)
    assert isinstance(body, dict)
    known = schema["properties"]
    if switches.unknown_body_keys == "refused":
        for name in body:
            if name not in known:
                raise ApiError(422, f"{name} is not a known field.", name)
    return {name: value for name, value in body.items() if name in known}
