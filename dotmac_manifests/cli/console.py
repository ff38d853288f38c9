"""The two streams: data on stdout, everything else on stderr; and how a command ends."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from dotmac_manifests.errors import DotmacError, InputError

if TYPE_CHECKING:
    from rich.console import Console

CLEAN, DIFFERENT, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: nothing to say; findings or differences; bad input, or unable to judge; Ctrl-C."""


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


def colourful() -> bool:
    """Whether stdout may want colours, so that it takes a console to know."""
    asked = os.environ.get("FORCE_COLOR") or os.environ.get("TTY_COMPATIBLE")
    return bool(asked) or sys.stdout.isatty()


def write(text: str) -> None:
    """Data, exactly as it is, on stdout."""
    sys.stdout.write(text)
    sys.stdout.flush()


def tell(warnings: Sequence[str], sentence: str) -> None:
    """Warnings and how it went, on stderr; in colours where a person looks."""
    if sys.stderr.isatty() and warnings:
        from dotmac_manifests.report import text

        text.warnings(err(), warnings)
    else:
        from dotmac_manifests.report import plain

        sys.stderr.write(plain.warnings(warnings))
    sys.stderr.write(f"{sentence}\n")


def prepare_streams() -> None:
    """Let every text be printed in every encoding, and let closed streams swallow it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for good
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def user_errors(output: Output = Output.text) -> Iterator[None]:
    """Print what went wrong outside of this program instead of a traceback, and end with code 2.

    That is bad input, a file or folder that cannot be used, and Ctrl-C, which ends with 130.
    """
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
        _fail(str(error), output)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has seen enough
            raise
        _fail(f"{error.filename or 'output'}: {error.strerror or error}", output)
    except KeyboardInterrupt:
        _interrupted()


def _fail(message: str, output: Output) -> NoReturn:
    if output is Output.json:
        from dotmac_manifests.report import json

        write(json.document({"error": message}))
    else:
        err().print(message, style="bold red", soft_wrap=True)
    raise SystemExit(UNUSABLE) from None


def _interrupted() -> NoReturn:
    """Leave at once: the same Ctrl-C has reached Node, and jsii would pass on its complaints."""
    sys.stderr.write("Interrupted\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
