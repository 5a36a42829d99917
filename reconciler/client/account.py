"""`Account`: all of the API as one class."""

from __future__ import annotations

from reconciler.client.interviews import Interviews
from reconciler.client.merchant import Merchant
from reconciler.client.results import Results
from reconciler.client.screening import Screening


class Account(Interviews, Results, Merchant, Screening):
    """A JobMojito account: one method per endpoint, named like it, with the API's own names as keywords.

    An answer is the dictionary that came: keys that no document names are kept, and any value may be None
    but those that the types call required. A read is sent again when the failure may pass; a write, a
    create above all, never is.

    Every method raises UsageError for values that do not fit, before anything is sent, and CallFailed with
    `status`, `field` and `perhaps_done` for a call that did not end well.
    """
