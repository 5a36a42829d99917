"""Signals during an apply, and words that must not end it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reconciler.apply.executor import Interrupts


def say(text: str) -> None:
    """A line on standard error; a closed pipe is nobody's loss."""
    try:
        click.echo(text, err=True)
    except OSError:
        return


@contextmanager
def counted(interrupts: Interrupts) -> Iterator[None]:
    """Count SIGINT, SIGTERM and SIGHUP while the block runs; the executor acts on the count."""

    def count(number: int, _: object) -> None:
        interrupts.count += 1
        interrupts.signal = number

    kinds = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {kind: signal.signal(kind, count) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
