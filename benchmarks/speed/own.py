"""The runs of `dotmac` that are measured, each a whole process on a generated fleet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.process import Command, Cost, measure, set_aside
from benchmarks.speed.standing import answer

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "benchmarks" / "fleet.py"
DOTMAC = (sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"}

COLD, NOTHING, TENANT, WATCHED, RING, VERIFY = (
    "cold",
    "nothing changed",
    "one tenant changed",
    "one tenant changed, watched",
    "a ring's release changed",
    "verify",
)
HELP, VALIDATE = "dotmac --help", "dotmac validate, seed fleet"

RENDERED = " unchanged"
"""In the sentence that tells of a render."""
_FLAG = ("enableSMSNotifications: true", "enableSMSNotifications: false")
_RING = ("    - name: early\n      release: v1.2.3\n", "    - name: early\n      release: v1.2.4\n")


@dataclass(frozen=True)
class Fleet:
    """A generated fleet: its inputs, what it is rendered to, and what is remembered of it."""

    folder: Path
    count: int

    @classmethod
    def generate(cls, folder: Path, count: int, *, hostile: bool) -> Fleet:
        """Write the inputs; a process of its own does it, so that this one stays small."""
        options = ["--hostile"] if hostile else []
        command: Command = [sys.executable, GENERATOR, folder / "fleet", str(count), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return cls(folder, count)

    @property
    def inputs(self) -> Path:
        """Folder of platform, regions and tenants."""
        return self.folder / "fleet"

    @property
    def dist(self) -> Path:
        """Folder that is rendered."""
        return self.folder / "dist"

    def synth(self) -> Cost:
        """Render the whole fleet, as far as it changed."""
        return measure(self._command, environment=ENVIRONMENT)

    def watched(self) -> Cost:
        """Let a process follow an edit of one tenant."""
        return answer([*self._command, "--watch"], RENDERED, self._edit, ENVIRONMENT)

    @property
    def _command(self) -> Command:
        places = ("--root", self.inputs, "--out", self.dist, "--cache-dir", self.folder / "cache")
        return [*DOTMAC, "synth", *places]

    def _edit(self) -> None:
        toggle(self._a_tenant(), *_FLAG)

    def forget(self) -> None:
        """Take away what was rendered and what is remembered."""
        for name in ("dist", "cache"):
            set_aside(self.folder / name)

    def runs(self) -> Iterator[tuple[str, Callable[[], Cost]]]:
        """What is measured, in order; each must be carried out before the next is asked for."""
        self.forget()
        yield COLD, self.synth
        yield NOTHING, self.synth
        self._edit()
        yield TENANT, self.synth
        yield WATCHED, self.watched
        toggle(self.inputs / "platform.yaml", *_RING)
        yield RING, self.synth

    def verify(self) -> Cost:
        """Judge what was rendered."""
        command: Command = [*DOTMAC, "verify", self.dist]
        return measure(command, environment=ENVIRONMENT, accepted=(0, 1))  # 1 with findings

    def _a_tenant(self) -> Path:
        tenants = sorted((self.inputs / "tenants").glob("*.yaml"))
        return tenants[len(tenants) // 2]


def start_up() -> Iterator[tuple[str, Callable[[], Cost]]]:
    """What a person waits for most often, on the repository's own inputs."""
    yield HELP, lambda: measure([*DOTMAC, "--help"], environment=ENVIRONMENT)
    validate: Command = [*DOTMAC, "validate", "--root", ROOT]
    yield VALIDATE, lambda: measure(validate, environment=ENVIRONMENT)


def toggle(file: Path, one: str, other: str) -> None:
    """Replace the one text by the other, or back; the file has one of them, and once."""
    text = file.read_text("utf-8")
    before, after = (other, one) if other in text else (one, other)
    if text.count(before) != 1:
        raise ValueError(f"{file.name} does not have this once: {before!r}")
    file.write_text(text.replace(before, after), "utf-8")
