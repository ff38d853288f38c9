"""The two streams: data on stdout, everything else on stderr; and how a command ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from dotmac_manifests.errors import DotmacError, InputError

if TYPE_CHECKING:
    from rich.console import Console

CLEAN, DIFFERENT, UNUSABLE = 0, 1, 2
"""Exit codes: nothing to say; findings or differences; bad input, or unable to judge."""


class Output(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"


def out() -> Console:
    """Console on stdout; wide when piped, so that lines are never broken."""
    return _console(stderr=False)


def err() -> Console:
    """Console on stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 10_000
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=width)


def write(text: str) -> None:
    """Data, exactly as it is, on stdout."""
    sys.stdout.write(text)


@contextmanager
def user_errors(output: Output = Output.text) -> Iterator[None]:
    """Print what the user did wrong instead of a traceback, and end with code 2."""
    try:
        yield
    except InputError as error:
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document({"problems": json.problems(error.problems)}))
        else:
            from dotmac_manifests.report import text

            text.problems(err(), error.problems)
        raise SystemExit(UNUSABLE) from None
    except DotmacError as error:
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document({"error": str(error)}))
        else:
            err().print(str(error), style="bold red", soft_wrap=True)
        raise SystemExit(UNUSABLE) from None
