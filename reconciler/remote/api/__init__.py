"""What the API takes and answers, as types: one TypedDict per request and per answer.

They are read twice. mypy reads them for whoever calls `reconciler.Account`; `remote.parameters` reads them at
run time into what `reconciler call` checks and describes. So each fact stands once, in an annotation.

In a request a field is optional unless it is Required, and takes null only where its type says so. In an
answer everything may be missing or null, as the service does it, but what is Required: without that the
answer is refused. Keys that no type names are kept in an answer.
"""
