"""Proof, in a run, that the fast way has given the bytes of the direct one.

A process of its own builds a few units with cdk8s' trees in Node and writes each object of them
anew, while all are rendered the fast way. Small runs do without: to start Node takes longer than
they do, and the tests hold both ways against each other.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit.rendered import Rendered, index_path
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from dotmac_manifests.emit.unit import Unit


_EARLY: list[subprocess.Popen[bytes]] = []
"""At most one process that has been started and waits for its task."""


class Disagreement(DotmacError):
    """The fast way gave other bytes than the direct one: nothing of it may be used."""

    def __init__(self, units: Sequence[str]) -> None:
        self.units = tuple(units)
        super().__init__(
            f"Rendering fast gave other bytes than rendering with cdk8s: {', '.join(units)}. "
            "This is a defect of dotmac; everything has to be rendered the direct way."
        )


class Canary:
    """Renders a few units the direct way, in a process that ends with the context."""

    def __init__(self, units: Iterable[Unit], count: int) -> None:
        self.chosen = {unit.name: unit for unit in unlike(units, count)}
        self._process = _EARLY.pop() if _EARLY else _start()
        pipe, self._process.stdin = self._process.stdin, None
        if pipe is not None:
            with suppress(BrokenPipeError), pipe:  # it has died, and will have said why
                pickle.dump(tuple(self.chosen.values()), pipe, pickle.HIGHEST_PROTOCOL)

    def watch(self, rendered: Iterable[Rendered]) -> Iterator[Rendered]:
        """Pass on what the fast way rendered, and judge it at the end.

        Raises Disagreement then, so that what was passed on may be used only once all is; and
        DotmacError when the direct way cannot be gone.
        """
        fast: dict[str, bytes] = {}
        for found in rendered:
            if found.unit in self.chosen:
                fast[found.unit] = found.files[index_path(found.unit)]
            yield found
        direct = self._indexes()
        wrong = [name for name, index in fast.items() if direct[name] != index]
        if wrong:
            raise Disagreement(wrong)

    def _indexes(self) -> Mapping[str, bytes]:
        answer, told = self._process.communicate()
        if self._process.returncode:
            reason = told.decode("utf-8", "replace").strip()
            raise DotmacError(f"the direct way could not be gone: {reason}")
        found: Mapping[str, bytes] = pickle.loads(answer)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.returncode is None:
            _end(self._process)


def prepare() -> None:
    """Start the process of the next canary, which imports meanwhile what the direct way needs."""
    if not _EARLY:
        _EARLY.append(_start())


def dismiss() -> None:
    """End it, if nobody has needed it."""
    while _EARLY:
        _end(_EARLY.pop())


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def unlike(units: Iterable[Unit], count: int) -> list[Unit]:
    """At most ``count`` units: the one with the shortest name, the longest, and some between."""
    ranked = sorted(units, key=lambda unit: (len(unit.name), unit.name))
    if len(ranked) <= count:
        return ranked
    last = max(count - 1, 1)
    return [ranked[place * (len(ranked) - 1) // last] for place in range(count)]


def indexes(units: Iterable[Unit]) -> dict[str, bytes]:
    """Hashes of each unit's files, rendered the direct way.

    Raises RuntimeError in a process that builds plain trees.
    """
    from dotmac_manifests.emit.render import render  # noqa: PLC0415 - settles the trees

    if Trees.plain:
        raise RuntimeError("this process does not build the trees of cdk8s")
    return {unit.name: render(unit).files[index_path(unit.name)] for unit in units}


def _answer() -> None:
    """Do the task that arrives, and import meanwhile; nothing where none does."""
    with ThreadPoolExecutor(1) as reading:
        task = reading.submit(sys.stdin.buffer.read)
        from dotmac_manifests.charts import region, tenant  # noqa: F401, PLC0415 - starts Node

    if task.result():
        pickle.dump(indexes(pickle.loads(task.result())), sys.stdout.buffer)


if __name__ == "__main__":
    _answer()
