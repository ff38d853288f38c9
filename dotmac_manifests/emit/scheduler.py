"""The workers of a Dask cluster as an executor, which refuses those that run another program.

A worker is given all that it needs with its task, and nothing but the program has to be installed
there: no shared file system, no inputs. Needs the extra `dask`.
Source: https://distributed.dask.org/en/stable/client.html
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from importlib import import_module
from socket import create_connection
from threading import Event, Thread
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from dotmac_manifests.emit.program import program
from dotmac_manifests.errors import DotmacError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 5
"""Seconds that a scheduler has to answer, and to have a worker."""
LONELY = 10
"""Seconds without any worker after which what is under way is given up, and done elsewhere."""
INSTALL = "pip install 'dotmac-manifests[dask]'"


class Scheduler(Executor):
    """Gives tasks to the workers of the Dask scheduler at ``address``, such as tcp://HOST:PORT.

    Raises DotmacError when Dask is not installed here, when the scheduler does not answer or has
    no workers, and when a worker runs another program than this process: at once, or, for one that
    comes later, as the outcome of its first task. A task that is lost has BrokenExecutor for its
    outcome.
    """

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")  # an extra, and slow to import
        except ImportError:
            raise DotmacError(f"--scheduler needs Dask, which is missing: {INSTALL}") from None
        self._address = address
        try:
            _knock(address)
            self._client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:  # no answer, or no address
            reason = str(error).strip().partition("\n")[0]
            raise DotmacError(f"no Dask scheduler can be reached at {address}: {reason}") from None
        try:
            self._program = program()
            self._wait_for_workers()
            self._compare()
        except BaseException:
            self._client.close(PATIENCE)
            raise
        self._executor: Executor = self._client.get_executor(pure=False)
        self._waiting: set[Future[Any]] = set()
        self._ended = Event()
        Thread(target=self._watch, daemon=True).start()

    def submit(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a task done by some worker that runs the same program as this process."""
        outcome: Future[T] = Future()
        try:
            future = self._executor.submit(run_as, self._program, task, *args, **kwargs)
        except Exception as error:  # the connection has gone
            raise BrokenExecutor(f"{self._address} takes no tasks") from error
        self._waiting.add(future)

        def settle(done: Future[T]) -> None:
            self._waiting.discard(done)
            if not done.cancelled() and isinstance(done.exception(), _Others):
                outcome.set_exception(DotmacError(str(done.exception())))
            elif done.cancelled() or _is_dasks(done.exception()):
                outcome.set_exception(BrokenExecutor(f"{self._address} lost a task"))
            elif (error := done.exception()) is not None:
                outcome.set_exception(error)
            else:
                outcome.set_result(done.result())

        future.add_done_callback(settle)
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on."""
        self._ended.set()
        if cancel_futures or not wait:
            for future in list(self._waiting):
                future.cancel()
        self._executor.shutdown(wait)
        self._client.close(PATIENCE)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(wait=error is None, cancel_futures=error is not None)

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError):
            raise DotmacError(f"the Dask scheduler at {self._address} has no workers") from None

    def _compare(self) -> None:
        """Refuse workers whose program is another one, or that have none."""
        told = self._client.run(program, on_error="return")
        for worker, found in sorted(told.items()):
            if isinstance(found, Exception):
                raise DotmacError(f"worker {worker} cannot run dotmac: {found}")
            if found != self._program:
                raise DotmacError(_other(f"worker {worker}"))

    def _watch(self) -> None:
        """Give up what is under way when there has been no worker for long, or no scheduler."""
        lonely = 0
        while not self._ended.wait(1):
            lonely = 0 if self._has_workers() else lonely + 1
            if lonely >= LONELY or self._client.status != "running":
                for future in list(self._waiting):
                    future.cancel()

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception:  # whatever the connection ended with
            return False


def _knock(address: str) -> None:
    """Raise OSError or ValueError unless something listens; Dask's own client is slow to say so."""
    comm: Any = import_module("distributed.comm")
    create_connection(comm.get_address_host_port(address, strict=True), PATIENCE).close()


class _Others(Exception):
    """A worker was given a task that it must not do."""


def run_as(wanted: str, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a task in a worker, if its program is the ``wanted`` one."""
    try:
        found = program()
    except DotmacError as error:
        raise _Others(f"a worker cannot be used: {error}") from None
    if found != wanted:
        raise _Others(_other("a worker"))
    return task(*args, **kwargs)


def _other(worker: str) -> str:
    return (
        f"{worker} runs another program than this process; install the same version of "
        "dotmac, of what it needs and of Python on both, and restart it"
    )


def _is_dasks(error: BaseException | None) -> bool:
    """Whether it tells of the cluster, not of the task."""
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "distributed"
