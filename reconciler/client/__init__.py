"""The typed client, for programs: `from reconciler import Account`.

`Account` has one method per endpoint; `reconciler.client.types` names what they take and answer. Nothing in
here knows of definitions, plans or states: what a program makes through it is recorded nowhere.
"""
