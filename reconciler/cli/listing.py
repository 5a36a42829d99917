"""The table of commands: enough for `--help` and for completion, and cheap to import."""

from __future__ import annotations

from typing import NamedTuple

GROUPS = ("Start", "Every day", "Account", "More")


class Entry(NamedTuple):
    group: str
    module: str
    help: str


COMMANDS = {
    "init": Entry("Start", "init", "Begin a project, against the simulator or an account."),
    "doctor": Entry("Start", "doctor", "Token, account, state, lock: ok, or what to do."),
    "validate": Entry("Every day", "validate", "Check the files, offline."),
    "plan": Entry("Every day", "plan", "Say what apply would do."),
    "apply": Entry("Every day", "apply", "Make the account match the definitions."),
    "show": Entry("Every day", "show", "What is recorded: all, or one ADDRESS."),
    "import": Entry("Account", "take_in", "Take in an interview that was made elsewhere."),
    "pull": Entry("Account", "pull", "Write the account's values into your files."),
    "drift": Entry("Account", "drift", "Only what was changed elsewhere; exit 3."),
    "compare": Entry("Account", "compare", "Two environments side by side; exit 2 when they differ."),
    "link": Entry("More", "link", "A signed URL to an interview or results; --embed for its embed key."),
    "call": Entry("More", "call", "Call any endpoint of the API; a write only with --send."),
    "fmt": Entry("More", "fmt", "Canonical order and style of the definitions; --check for CI."),
    "history": Entry("More", "history", "The states that are kept, for `state restore`."),
    "schema": Entry("More", "schema", "JSON Schemas for editors and tools."),
    "simulator": Entry("More", "simulate", "The account on this machine: serve, reset, requests."),
    "state": Entry("More", "state", "What is remembered: mv, forget, rebuild, unlock, restore."),
    "version": Entry("More", "version", "The version of this tool."),
}
