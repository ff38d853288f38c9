"""Node may die in the midst of work, of memory or of a signal: told in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_PIPE = "jsii._kernel.providers.process"
"""Module in which jsii speaks with Node; it has no error of its own for a Node that is gone."""


class NodeDied(DotmacError):
    """The Node.js that was rendering is gone."""

    def __init__(self) -> None:
        super().__init__(
            "Node.js ended while it was rendering; nothing was changed. Run again; if it happens "
            "again, look whether the system ran out of memory."
        )


@contextmanager
def told() -> Iterator[None]:
    """Raise NodeDied in place of what breaks when Node is gone.

    jsii would also complain, while Python exits, that it cannot say farewell to it.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        if not _at_the_pipe(error.__traceback__):
            raise
        _let_go()
        raise NodeDied from error
    except DotmacError as error:
        if isinstance(error.__cause__, OSError | ValueError):
            _let_go()
        raise


def _at_the_pipe(trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == _PIPE:
            return True
        trace = trace.tb_next
    return False


def _let_go() -> None:
    """Say nothing of a broken pipe from now on where no one can catch it."""
    former = sys.unraisablehook

    def hook(found: UnraisableHookArgs, /) -> None:
        if not isinstance(found.exc_value, BrokenPipeError):
            former(found)

    sys.unraisablehook = hook
