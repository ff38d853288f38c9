"""What a process that only renders does first: to stay in Python, and to import all it needs.

To be imported by such processes alone; those of this machine are forked from one that has done so.
"""

from __future__ import annotations

import gc
import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

from dotmac_manifests.components.plain import Trees

Trees.stay_in_python()

from dotmac_manifests.charts import tenant  # noqa: E402, F401 - decides on the kind of trees
from dotmac_manifests.emit import render  # noqa: E402, F401

gc.freeze()
gc.set_threshold(100_000, 50, 100)  # what a unit leaves behind hardly ever refers to itself


def begin() -> None:
    """Leave Ctrl-C to the process that gives the tasks, and end when that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
