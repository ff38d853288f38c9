"""`dotmac synth --watch`: stays, and renders again whenever an input changes.

It looks at the files' stamps, a few times a second: that works wherever files do, in containers
and over networks too, where what a system reports of changes does not arrive.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from dotmac_manifests.cli.console import user_errors
from dotmac_manifests.cli.outcome import report
from dotmac_manifests.cli.rendering import synth_all
from dotmac_manifests.emit.cache_inputs import look
from dotmac_manifests.emit.program import program

if TYPE_CHECKING:
    from pathlib import Path

    from dotmac_manifests.cli.workers import Workers
    from dotmac_manifests.emit.cache import Cache
    from dotmac_manifests.emit.incremental import Outcome

PAUSE, SETTLED = 0.05, 0.02
"""Seconds between two looks, and without a change until an edit is taken for complete."""
SHARE = 5
"""Looking may take one part in so many of the time."""


def watch(
    root: Path, folder: Path, cache: Cache | None, direct: bool, workers: Workers
) -> NoReturn:
    """Render, tell, wait for a change, and so on until Ctrl-C; a mistake is told and waited out.

    Ends with code 2 when the program itself was changed.
    """
    while True:
        with user_errors():
            before = look(str(root))
            program()
        with suppress(SystemExit), user_errors():
            synth_all(root, folder, cache, False, direct, workers, told=_tell)
        with user_errors():
            _wait(str(root), before)


def _tell(done: Outcome) -> None:
    report(done)
    sys.stderr.flush()


def _wait(root: str, before: tuple[bytes, ...]) -> None:
    now = before
    while now == before:
        start = time.perf_counter()
        now = look(root)
        taken = time.perf_counter() - start
        if now == before:
            time.sleep(max(PAUSE, SHARE * taken))
    last = before
    while now != last:
        time.sleep(SETTLED)
        last, now = now, look(root)
