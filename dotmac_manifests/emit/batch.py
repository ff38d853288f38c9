"""Many units, in this process or over any executor, with the same bytes in the same order.

Workers build plain trees and keep a press each.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from importlib import import_module
from itertools import islice
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from dotmac_manifests.analysis.away import result
from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit.press import Press

if TYPE_CHECKING:
    from dotmac_manifests.emit.rendered import Rendered
    from dotmac_manifests.emit.unit import Unit

P = ParamSpec("P")
T = TypeVar("T")

CHUNK = 16
"""Units in one task: enough to share what their pickles have in common, few enough to spread."""
AHEAD = 24
"""Tasks that may be under way or done before the first of them is wanted; bounds the memory."""
AHEAD_EACH = 4
"""The same for each process of this machine, where it is known how many there are."""

_WORKER = "dotmac_manifests.emit.worker"
_FORKS = sys.platform != "win32"
"""From a process that has imported everything and does nothing else."""
_ONE = Lock()
"""One thread renders at a time: Node serves no more, and a press learns from one at a time."""
_PRESS = Press()
"""Of this process: what one task has taught, the next one knows."""


def render_units(units: Iterable[Unit], executor: Executor | None = None) -> Iterator[Rendered]:
    """Render units, in their order, by the workers of ``executor`` or in this process.

    A worker that is lost, by whatever error its engine tells so, costs its task another run, in
    this process. Raises InputError as `render` does, and what else an executor tells people.
    """
    if executor is not None:
        yield from _spread(units, executor)
        return
    for unit in units:
        yield _rendered(unit)


class Workers(Executor):
    """Processes of this machine, each with a press and without Node, from the first task on.

    They are never forked from this process, which may have threads.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: Executor | None = None

    def prepare(self) -> None:
        """Begin to import what the processes need, aside, where processes are forked from it."""
        if _FORKS:
            from multiprocessing import forkserver, get_context  # noqa: PLC0415

            get_context("forkserver").set_forkserver_preload([_WORKER])
            forkserver.ensure_running()

    def submit(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a task done by a process."""
        self._pool = self._pool or self._start()
        return self._pool.submit(task, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(cancel_futures=error is not None)

    def _start(self) -> Executor:
        from multiprocessing import get_context  # noqa: PLC0415 - many runs need none

        from dotmac_manifests.pool import Pool  # noqa: PLC0415

        self.prepare()
        context = get_context("forkserver" if _FORKS else "spawn")
        return Pool(self.jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    import_module(_WORKER).begin()


def render_chunk(pickled: bytes) -> list[Rendered]:
    """The task of a worker: pickled units to what they render to.

    They arrive pickled twice, since unpickling them imports the charts, and before that the
    process has to be told to stay in Python.
    """
    Trees.stay_in_python()  # in vain where cdk8s' trees are in use already
    units: Sequence[Unit] = pickle.loads(pickled)
    return [_rendered(unit) for unit in units]


def _rendered(unit: Unit) -> Rendered:
    from dotmac_manifests.emit.render import render  # noqa: PLC0415 - settles the kind of trees

    with _ONE:
        return render(unit, _PRESS)


def _spread(units: Iterable[Unit], executor: Executor) -> Iterator[Rendered]:
    waiting: deque[tuple[bytes, Future[list[Rendered]] | None]] = deque()
    source = iter(units)
    ahead = AHEAD_EACH * executor.jobs if isinstance(executor, Workers) else AHEAD
    while True:
        while len(waiting) < ahead and (chunk := tuple(islice(source, CHUNK))):
            task = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
            waiting.append((task, _submitted(executor, task)))
        if not waiting:
            return
        task, future = waiting.popleft()
        yield from result(future, partial(render_chunk, task))


def _submitted(executor: Executor, task: bytes) -> Future[list[Rendered]] | None:
    try:
        return executor.submit(render_chunk, task)
    except (BrokenExecutor, RuntimeError):  # closed, or broken
        return None
