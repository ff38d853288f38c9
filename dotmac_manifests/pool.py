"""Processes of this machine to which tasks are given."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any


class Pool(ProcessPoolExecutor):
    """As its base, and it ends on every Python after its processes are lost.

    Before Python 3.11.5, tasks larger than the pipe to lost processes kept a pool from ending for
    ever (python/cpython#94777); here nobody waits for them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sys.version_info < (3, 11, 5):
            self._call_queue.cancel_join_thread()  # type: ignore[attr-defined]
