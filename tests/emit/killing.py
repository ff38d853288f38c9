"""Runs the renderer in children that are killed, and looks at what is left of each.

    python -m tests.emit.killing FOLDER kill|crowd|limited

Prints JSON. Everything is imported once; a child of its own is one run, which costs little.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from dotmac_manifests.emit.cache_state import unchanged
from dotmac_manifests.emit.tree import TEMPORARY
from dotmac_manifests.errors import DotmacError
from tests.emit.fleets import Workshop

ATTEMPTS = 100
TIMED = 20
"""So many are killed at some time instead of at some step."""
STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir"}
KEPT = ("us-east-1", "eu-west-1", "metro-fiber", "nordlicht")


class Steps:
    """Counts what a process does to files; at ``last`` it is killed."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last
        sys.addaudithook(self._hook)

    def _hook(self, event: str, _: object) -> None:
        if event in STEPS:
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def child(run: Callable[[], object]) -> int:
    """Start a run in a child."""
    pid = os.fork()
    if pid:
        return pid
    try:
        run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def shop_in(folder: Path) -> Workshop:
    """Two regions with a tenant each, rendered."""
    shop = Workshop(folder)
    for path in (*shop.root.glob("regions/*"), *shop.root.glob("tenants/*")):
        if path.stem not in KEPT:
            path.unlink()
    shop.synth()
    return shop


def edit(shop: Workshop, number: int) -> None:
    """Another edit for each number: of a tenant, of a region, by hand in the output."""
    tenant = shop.root / f"tenants/{KEPT[2 + number % 2]}.yaml"
    lines = tenant.read_text().splitlines(keepends=True)
    name = f"  displayName: Number {number}\n"
    tenant.write_text("".join(name if "displayName" in line else line for line in lines))
    region = shop.root / f"regions/{KEPT[number % 2]}.yaml"
    lines = region.read_text().splitlines(keepends=True)
    zones = f"  zones: [a{number}, b, c]\n"
    region.write_text("".join(zones if "zones:" in line else line for line in lines))
    if number % 4 == 0:
        (shop.out / f"stray-{number}.yaml").write_text("x")
    if number % 5 == 0:
        (shop.out / "us-east-1/tenants/metro-fiber/a.yaml").unlink(missing_ok=True)


def judge(shop: Workshop, before: dict[str, bytes], inputs: dict[str, bytes]) -> list[str]:
    """What is wrong after a run that was killed, and after the next."""
    clean = shop.clean()
    wrong = [
        f"torn: {path}"
        for path, data in shop.dist().items()
        if not path.startswith(TEMPORARY) and data not in (before.get(path), clean.get(path))
    ]
    if shop.inputs() != inputs:
        wrong.append("inputs were touched")
    shop.synth()
    if shop.dist() != clean:
        wrong.append("not healed")
    if unchanged(shop.cache, str(shop.root), str(shop.out)) is None:
        wrong.append("not remembered")
    if len(shop.kept()) != 1:
        wrong.append(f"left in the cache: {[path.name for path in shop.kept()]}")
    return wrong


def kill(folder: Path) -> dict[str, object]:
    """A hundred runs, each killed at another moment."""
    shop = shop_in(folder)
    edit(shop, 1)
    reading, writing = os.pipe()

    def measured() -> None:
        steps, start = Steps(0), time.perf_counter()
        shop.synth()
        told = [steps.count, time.perf_counter() - start]
        os.write(writing, json.dumps(told).encode())

    os.waitpid(child(measured), 0)
    total, seconds = json.loads(os.read(reading, 1000))
    killed, wrong = 0, []
    for number in range(ATTEMPTS):
        edit(shop, number)
        before, inputs = shop.dist(), shop.inputs()
        timed = number % (ATTEMPTS // TIMED) == 0
        last = 0 if timed else 1 + number * total // ATTEMPTS

        def run(last: int = last) -> None:
            Steps(last)
            shop.synth()

        pid = child(run)
        if timed:
            chance = int.from_bytes(sha256(str(number).encode()).digest()[:4], "big") / 2**32
            time.sleep(chance * seconds)
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status)
        wrong += [f"{number}: {one}" for one in judge(shop, before, inputs)]
    return {"attempts": ATTEMPTS, "killed": killed, "wrong": wrong}


def crowd(folder: Path) -> dict[str, object]:
    """Runs at the same time, while the inputs are edited."""
    shop = shop_in(folder)
    edit(shop, 60)
    pids = []
    for number in range(6):
        pids.append(child(shop.synth))
        if number == 2:
            edit(shop, 61)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    shop.synth()
    wrong = [] if shop.dist() == shop.clean() else ["not healed"]
    return {"codes": codes, "wrong": wrong}


def limited(folder: Path) -> dict[str, object]:
    """A run that may write no more than 100 bytes into one file, and the next."""
    shop = shop_in(folder)
    edit(shop, 60)
    before, told = shop.dist(), ""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, former[1]))
    try:
        shop.synth()
    except DotmacError as error:
        told = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, former)
    wrong = [] if shop.dist() == before else ["changed"]
    shop.synth()
    wrong += [] if shop.dist() == shop.clean() else ["not healed"]
    return {"told": told.rpartition("/")[2], "wrong": wrong}


MODES = {"kill": kill, "crowd": crowd, "limited": limited}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(MODES[sys.argv[2]](Path(sys.argv[1]))))
