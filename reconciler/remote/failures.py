"""The message for each way a call can end: what happened, why, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reconciler.errors import CallFailed
from reconciler.model.answer import Answer, End


def failure(answer: Answer, what: str, *, writes: bool = False) -> CallFailed:
    """The error for an Answer that will not do. `what` names the call as a person would: `the list of
    interviews`. `writes`: the call may have changed the account."""
    make = _BY_STATUS.get(answer.status or 0) if answer.end in (End.REFUSED, End.FAULT) else None
    said, hint = (make or _BY_END[answer.end])(answer)
    detail = f": {answer.error}" if answer.error else ""
    if writes and answer.end in _PERHAPS_DONE:
        hint = (
            f"The change may have been made all the same; the next plan looks before it sends again. {hint}"
        )
    if answer.status == 422 and not writes and answer.end is End.REFUSED:
        hint = "Check `merchant_id` in reconciler.yaml, and the id if you gave one"
    return CallFailed(f"{what}: {said}{detail}", status=answer.status, hint=hint)


_PERHAPS_DONE = frozenset({End.NO_ANSWER, End.CUT, End.GARBLED, End.FAULT, End.GATEWAY})
_Told = tuple[str, str]


def _unauthorised(_: Answer) -> _Told:
    return (
        "the token is not accepted (401)",
        "It is missing, has expired or was signed out: put a new one in the variable of `token_env`",
    )


def _forbidden(_: Answer) -> _Told:
    return (
        "the token may not do this (403)",
        "Use a token with rights to this merchant, or correct `merchant_id` in reconciler.yaml",
    )


def _not_found(_: Answer) -> _Told:
    return (
        "the account does not know it, or hides it from this token (404)",
        "Look whether it was removed in the admin, and whether the token is for the right merchant",
    )


def _conflict(_: Answer) -> _Told:
    return (
        "it conflicts with what the account holds by now (409)",
        "Somebody else may have made or changed it: plan again and look at the difference",
    )


def _invalid(answer: Answer) -> _Told:
    field = f" of `{answer.name}`" if answer.name else ""
    return f"the account refuses the value{field} (422)", "Correct it in the definition, then plan again"


def _limited(answer: Answer) -> _Told:
    wait = f"in {answer.retry_after:.0f} s" if answer.retry_after else "in a few minutes"
    return (
        "the account asks to slow down (429)",
        f"Run it again {wait}; a smaller --max-parallel keeps it from happening",
    )


def _fault(answer: Answer) -> _Told:
    return (
        f"the service failed ({answer.status})",
        "The API answers 500 also when the token may not do this, and for an id it does not know: check "
        "rights and ids first; if they are right, try again later",
    )


def _refused(answer: Answer) -> _Told:
    return f"the account refuses the request ({answer.status})", "Read what it says, then plan again"


def _gateway(answer: Answer) -> _Told:
    return (
        f"not the API but something in front of it answered ({answer.status})",
        "A gateway, a proxy or a sign-in page: check `server`, the apikey and the proxy settings, or wait "
        "for the outage to end",
    )


def _redirected(answer: Answer) -> _Told:
    return (
        f"the server sends elsewhere ({answer.status}), and the token does not follow",
        "Put the final address into `server`, if it is one you trust",
    )


def _garbled(answer: Answer) -> _Told:
    return (
        f"the answer ({answer.status}) cannot be read",
        "A proxy may have changed it, or the API is newer than this version: try again, then update",
    )


def _not_sent(_: Answer) -> _Told:
    return (
        "the server cannot be reached; nothing was sent",
        "Check the network, `server` in reconciler.yaml, and proxy and certificate settings",
    )


def _unsendable(_: Answer) -> _Told:
    return (
        "a file cannot be sent as it was planned; nothing was asked",
        "Look at the file, then plan again",
    )


def _no_answer(_: Answer) -> _Told:
    return (
        "the request was sent and no answer came in time",
        "The service is slow or down: try again later",
    )


def _cut(answer: Answer) -> _Told:
    head = f" (it began with {answer.status})" if answer.status else ""
    return (
        f"the connection was cut before the whole answer was here{head}",
        "Check the network, then try again",
    )


_BY_STATUS: Mapping[int, Callable[[Answer], _Told]] = {
    401: _unauthorised,
    403: _forbidden,
    404: _not_found,
    409: _conflict,
    422: _invalid,
}
_BY_END: Mapping[End, Callable[[Answer], _Told]] = {
    End.OK: _garbled,  # readable, but not what the call needs
    End.GARBLED: _garbled,
    End.REFUSED: _refused,
    End.LIMITED: _limited,
    End.FAULT: _fault,
    End.GATEWAY: _gateway,
    End.REDIRECTED: _redirected,
    End.NOT_SENT: _not_sent,
    End.UNSENDABLE: _unsendable,
    End.NO_ANSWER: _no_answer,
    End.CUT: _cut,
}
