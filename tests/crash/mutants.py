"""Mutation testing of what must not be wrong: every small change of these modules has to make a test fail.

    python -m tests.crash.mutants                     all modules
    python -m tests.crash.mutants apply/outcomes.py   one of them
    ... --every 3                                     a third of the mutants

A mutant is one changed place in the syntax tree: a comparison, a boolean operator, a constant, a condition, a
statement left out. It is written into a copy of the package, the module's own tests run against it, and one
that survives is printed with its line.
"""

from __future__ import annotations

import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[2]
_ONCE = (
    "tests/unit/test_apply_elsewhere.py",
    "tests/unit/test_engine_replies.py",
    "tests/unit/test_kinds_people.py",
    "tests/unit/test_kinds_others.py",
    "tests/properties/test_laws_once.py",
)
MODULES: dict[str, tuple[str, ...]] = {
    "apply/journal.py": ("tests/unit/test_apply_journal.py", "tests/unit/test_workflows_ledger.py"),
    "apply/desk.py": ("tests/unit/test_apply_executor.py", "tests/unit/test_apply_worker.py"),
    "apply/outcomes.py": ("tests/unit/test_apply_outcomes.py",),
    "apply/settle.py": ("tests/unit/test_apply_settle.py", "tests/crash/test_settling.py"),
    "apply/elsewhere.py": _ONCE,
    "apply/once.py": _ONCE,
    "engine/once.py": _ONCE,
    "engine/done.py": _ONCE,
    "engine/replies.py": _ONCE,
    "engine/requests.py": _ONCE,
    "engine/people.py": _ONCE,
    "stores/locking.py": (
        "tests/unit/test_stores_locking.py",
        "tests/unit/test_stores_local.py",
        "tests/conformance/test_locking.py",
        "tests/conformance/test_failing.py",
    ),
    "stores/local.py": (
        "tests/unit/test_stores_local.py",
        "tests/unit/test_stores_history.py",
        "tests/conformance/test_keeping.py",
        "tests/conformance/test_failing.py",
    ),
    "stores/disk.py": (
        "tests/unit/test_stores_disk.py",
        "tests/unit/test_stores_local.py",
        "tests/conformance/test_failing.py",
    ),
    "stores/room.py": ("tests/unit/test_stores_disk.py", "tests/unit/test_stores_local.py"),
    "stores/history.py": ("tests/unit/test_stores_history.py", "tests/unit/test_stores_local.py"),
    "stores/codec.py": (
        "tests/unit/test_stores_codec.py",
        "tests/unit/test_stores_history.py",
        "tests/conformance/test_keeping.py",
        "tests/properties/test_codec.py",
    ),
    "workflows/keeping.py": ("tests/crash/test_restoring.py",),
}
_SWAPS: dict[type[ast.AST], Callable[[], ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or,
    ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd,
}  # fmt: skip


Change = Callable[[ast.AST], None]


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the whole changed source."""
    tree = ast.parse(source)
    dead = set(_unread(tree))
    for number, node in enumerate(ast.walk(tree)):
        if node in dead:
            continue
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(next(twin for at, twin in enumerate(ast.walk(changed)) if at == number))
            yield getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed))


def _unread(tree: ast.AST) -> Iterator[ast.AST]:
    """What only a type checker reads, and what a decorator is told: no run can tell a change of it."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        match node:
            case ast.FunctionDef(decorator_list=decorators, returns=returns):
                parts = [*decorators, returns]
            case ast.ClassDef(decorator_list=decorators):
                parts = [*decorators]
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                parts = [annotation]
        for part in parts:
            if part is not None:
                yield from ast.walk(part)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Every small change of one node. Texts are left alone: a message is for people to judge."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                if type(op) in _SWAPS:
                    yield f"{type(op).__name__} swapped", _put("ops", _SWAPS[type(op)](), at)
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in _SWAPS:
            yield f"{type(op).__name__} swapped", _put("op", _SWAPS[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield "not doubled", _doubled
        case ast.If() | ast.While() | ast.IfExp():
            yield "condition negated", _negated
        case ast.Constant(value=bool() as flag):
            yield f"{flag} turned", _put("value", not flag)
        case ast.Constant(value=int() | float() as amount):
            yield f"{amount} + 1", _put("value", amount + 1)
        case ast.Return(value=ast.expr()):
            yield "returns None", _put("value", ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield "call left out", _put("value", ast.Constant(None))
        case ast.Raise():
            yield "raise left out", _left_out
        case ast.Continue() | ast.Break():
            yield "left out", _left_out


def _put(name: str, value: object, at: int | None = None) -> Change:
    def change(node: ast.AST) -> None:
        if at is None:
            setattr(node, name, value)
        else:
            getattr(node, name)[at] = value

    return change


def _negated(node: ast.AST) -> None:
    assert isinstance(node, ast.If | ast.While | ast.IfExp)
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _doubled(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _left_out(node: ast.AST) -> None:
    # The node keeps its place in the list that holds it.
    object.__setattr__(node, "__class__", ast.Pass)


def killed(place: Path, module: str, source: str) -> bool:
    """Whether the module's own tests notice this source in its place."""
    target = place / "reconciler" / module
    whole = target.read_text(encoding="utf-8")
    target.write_text(source, encoding="utf-8")
    line = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--timeout", "20", *MODULES[module]]
    variables = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, *line], cwd=place, env=variables, capture_output=True, timeout=120, check=False
        )
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(whole, encoding="utf-8")


def _copy(place: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("reconciler", "tests", "docs"):
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def main(arguments: list[str]) -> int:
    """Print what survives and the figures; 0 when at least 90 % of each module's mutants are killed."""
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    chosen = [one for one in arguments if one in MODULES] or list(MODULES)
    say, enough = sys.stdout.write, True
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        free: SimpleQueue[Path] = SimpleQueue()
        workers = os.cpu_count() or 1
        for number in range(workers):
            free.put(_copy(Path(place) / str(number)))
        for module in chosen:
            source = (ROOT / "reconciler" / module).read_text(encoding="utf-8")
            plain = ast.unparse(ast.parse(source))
            found = [one for one in mutants(source) if one[2] != plain][::every]

            mine = free.get()
            if killed(mine, module, plain):  # then every mutant would count as killed
                say(f"{module}: its own tests fail without any change\n")
                return 1
            free.put(mine)

            def play(mutant: tuple[int, str, str], module: str = module) -> bool:
                mine = free.get()
                try:
                    return killed(mine, module, mutant[2])
                finally:
                    free.put(mine)

            with ThreadPoolExecutor(workers) as pool:
                died = list(pool.map(play, found))
            for (line, what, _), dead in zip(found, died, strict=True):
                say("" if dead else f"survived: {module}:{line}: {what}\n")
            share = sum(died) / len(died) if died else 1.0
            say(f"{module}: {sum(died)} of {len(died)} killed, {share:.1%}\n")
            sys.stdout.flush()
            enough = enough and share >= 0.9
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
