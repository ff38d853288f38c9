"""A fleet to edit, and a renderer that costs nothing, for tests of what is rendered when."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Set
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.emit import incremental
from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_keys import narrowed, unit_keys
from dotmac_manifests.emit.incremental import Outcome, synth_fleet
from dotmac_manifests.emit.owners import identity_hash
from dotmac_manifests.emit.tree import MARKER, MARKER_TEXT
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT

if TYPE_CHECKING:
    from dotmac_manifests.emit.unit import Unit


class Stand:
    """What the renderer gives, without starting Node."""

    def __init__(self, unit: str, text: str) -> None:
        self.unit = unit
        self.region = unit.partition("/")[0]
        self.files = {f"{unit}/{name}.yaml": f"{name} {text}\n".encode() for name in "ab"}
        self.files[f"index/{unit}.sha256"] = sha256(text.encode()).hexdigest().encode()
        self.contents = {path: sha256(data).hexdigest() for path, data in self.files.items()}
        self.identities = {
            f"{unit}/{name}.yaml": identity_hash(self.region, ("", "ConfigMap", unit, name))
            for name in "ab"
        }
        self.objects = len(self.identities)


def stands(plan: FleetPlan) -> Iterator[Stand]:
    """Every unit of a narrowed plan; its text is all that it may depend on."""
    for name, key in unit_keys(plan, ""):
        yield Stand(name, key)


def renderer(seen: list[str]) -> Callable[..., Iterator[Stand]]:
    """In place of the emitter's own; ``seen`` collects the units it is asked for."""

    def render(plan: FleetPlan, names: Set[str], *_: object, **__: object) -> Iterator[Stand]:
        for stand in stands(plan):
            if stand.unit in names:
                seen.append(stand.unit)
                yield stand

    return render


class Workshop:
    """A copy of the repository's inputs, with an output folder and a cache of its own."""

    def __init__(self, home: Path) -> None:
        self.root = home / "fleet"
        self.root.mkdir(parents=True)
        shutil.copy(ROOT / "platform.yaml", self.root)
        for folder in ("regions", "tenants"):
            shutil.copytree(ROOT / folder, self.root / folder)
        self.out = self.root / "dist"
        self.base = home / "cache"
        self.cache = Cache(str(self.base), self.root, self.out)
        self.rendered: list[str] = []
        self._render = renderer(self.rendered)

    def synth(
        self,
        *,
        check: bool = False,
        cached: bool = True,
        told: Callable[[Outcome], None] = lambda _: None,
    ) -> Outcome:
        """One run with the stand-ins; `rendered` are the units of this run."""
        self.rendered.clear()
        former, incremental.render_some = incremental.render_some, self._render
        try:
            cache = self.cache if cached else None
            return synth_fleet(self.root, self.out, cache, check=check, told=told)
        finally:
            incremental.render_some = former

    def clean(self) -> dict[str, bytes]:
        """What the inputs say, rendered with nothing remembered."""
        plan = narrowed(build_plan(load_fleet(self.root)))
        files = {path: data for stand in stands(plan) for path, data in stand.files.items()}
        return {**files, MARKER: MARKER_TEXT}

    def dist(self) -> dict[str, bytes]:
        """What the output folder holds; links are not looked through."""
        return {
            path.relative_to(self.out).as_posix(): b"" if path.is_symlink() else path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_symlink() or path.is_file()
        }

    def inputs(self) -> dict[str, bytes]:
        """All inputs."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not path.is_relative_to(self.out)
        }

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit an input; the text has to be there once."""
        path = self.root / name
        text = path.read_text()
        assert text.count(old) == 1, (name, old, text.count(old))
        path.write_text(text.replace(old, new))

    def kept(self) -> list[Path]:
        """The files of the cache."""
        return sorted(path for path in self.base.rglob("*") if path.is_file())


def slowly() -> None:
    """Run `dotmac` as it is, but say when rendering has begun, and give time to kill Node."""
    from dotmac_manifests.cli.main import run
    from dotmac_manifests.emit import render as module

    direct = module.render

    def render(unit: Unit) -> module.Rendered:
        found = direct(unit)
        sys.stdout.write("rendering\n")
        sys.stdout.flush()
        time.sleep(0.5)
        return found

    module.render = render  # type: ignore[assignment]
    run()
