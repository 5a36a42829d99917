"""A fresh reconciler.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.project import FILE
from reconciler.definitions.writer import entry, escaped, field_name, styled
from reconciler.model.environment import Environment
from reconciler.model.values import Json, Ref, Value

FOLDER = "interviews"
IGNORE = """\
# What the tool keeps on this machine: states, journals, locks, simulated accounts, caches.
/state/
/.reconciler/
"""


def project_files(environment: Environment, defaults: Mapping[str, Value]) -> dict[str, str]:
    """The files that every new project begins with, by path."""
    return {FILE: project_text(environment, defaults), ".gitignore": IGNORE}


def project_text(environment: Environment, defaults: Mapping[str, Value]) -> str:
    """reconciler.yaml for one environment, with `defaults` for its interviews."""
    lines = ["version: 1", f"definitions: [{FOLDER}/]"]
    if defaults:
        lines += ["defaults:", "  interview: # what nearly all share; a definition may say otherwise"]
        for name, value in defaults.items():
            said = escaped(value.name) if isinstance(value, Ref) else styled(name, value)
            lines += entry(field_name(name, value), said, 4)
    lines += ["environments:", f"  {environment.name}:"]
    for name, setting in _settings(environment).items():
        lines += entry(name, setting, 4)
        if name == "token_env":
            lines[-1] += " # the variable's name, never a token"
    return "\n".join(lines) + "\n"


def _settings(environment: Environment) -> Mapping[str, Json]:
    found: dict[str, Json] = {"server": environment.server}
    if environment.merchant_id is not None:
        found["merchant_id"] = environment.merchant_id
    if not environment.simulated:
        found["token_env"] = environment.token_env
    if environment.apikey_env is not None:
        found["apikey_env"] = environment.apikey_env
    if environment.code_mark != "":
        found["code_mark"] = environment.code_mark or "off"
    found["state"] = environment.state
    if environment.names:
        found["names"] = {kind: dict(names) for kind, names in environment.names.items()}
    return found
