"""Tasks for processes that cannot read our files: they are sent what the files say."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from io import BytesIO
from typing import Any, TypeVar

from dotmac_manifests.errors import DotmacError, InputError

Task = TypeVar("Task")
Result = TypeVar("Result")


def packed(value: Any) -> bytes:
    """Plain data to be sent; manifests repeat themselves."""
    from gzip import GzipFile  # noqa: PLC0415 - nothing is packed in most runs

    buffer = BytesIO()
    with GzipFile(fileobj=buffer, mode="wb", compresslevel=1, mtime=0) as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
    return buffer.getvalue()


def unpacked(data: bytes) -> Any:
    """What was packed by a process of the same program."""
    from gzip import GzipFile  # noqa: PLC0415

    with GzipFile(fileobj=BytesIO(data)) as file:
        return pickle.load(file)


def carried_out(
    tasks: Sequence[Task],
    executor: Executor,
    *,
    pack: Callable[[Task], bytes],
    there: Callable[[bytes], Result],
    here: Callable[[Task], Result],
) -> list[Result]:
    """The result of each task, in their order, from ``there``; what is lost is done ``here``.

    So is what cannot be packed, by InputError, so that all its problems are told. Raises
    DotmacError where an executor tells people something.
    """
    running: list[Future[Result] | None] = []
    for task in tasks:
        try:
            running.append(executor.submit(there, pack(task)))
        except (InputError, BrokenExecutor, RuntimeError):
            running.append(None)
    return [
        result(future, partial(here, task)) for task, future in zip(tasks, running, strict=True)
    ]


def result(future: Future[Result] | None, again: Callable[[], Result]) -> Result:
    """What a worker gave, or what this process does ``again`` where the worker was lost."""
    if future is not None:
        try:
            return future.result()
        except DotmacError:
            raise
        except Exception:  # each engine has its own for what is lost; what is not comes again here
            pass
    return again()
