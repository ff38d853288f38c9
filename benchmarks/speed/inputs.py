"""Makes what every peer starts from, out of a fleet that `dotmac synth` has rendered.

    python -m benchmarks.speed.inputs FLEET DIST FOLDER --bodies TENANTS

Templates and values for those that fill in text; objects for those that are given objects, of
fewer tenants, since those peers are slow; the bytes for the one that only writes them; schemas for
the one that judges. None of this is counted: peers are spared the planning that `dotmac` does, and
most of them the reading and judging.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from benchmarks.speed.layout import (
    BODIES,
    COMPARED,
    OURS,
    PACK,
    PACKED,
    SCHEMAS,
    TEMPLATES,
    TENANTS,
    WORDS,
    files_of,
    homes,
)
from benchmarks.speed.shapes import Shapes
from dotmac_manifests.analysis.schema import schema_for
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet

_KIND = re.compile(r"^apiVersion: (\S+)\nkind: (\S+)$", re.MULTILINE)


def words_of(fleet: Path, slug: str) -> dict[str, str]:
    """What only this tenant is called, by the names in WORDS."""
    text = (fleet / "tenants" / f"{slug}.yaml").read_text("utf-8")
    spec = yaml.load(text, yaml.CSafeLoader)["spec"]
    return {
        "slug": slug,
        "snake": slug.replace("-", "_") if "-" in slug else "",
        "id": spec["id"],
        "subdomain": spec.get("subdomain", ""),
    }


def make(fleet: Path, dist: Path, folder: Path, bodies: int) -> dict[str, int]:
    """Write all inputs of peers into a new folder; returns how many there are of what."""
    folder.mkdir(parents=True)
    found = homes(dist)
    shapes = Shapes()
    for words, _, text in _texts(fleet, found):
        shapes.learn(text, words)
    minors = {name: region.minor for name, region in build_plan(load_fleet(fleet)).regions.items()}
    kinds: set[tuple[str, str, str]] = set()
    size = objects = files = 0
    with (
        (folder / TENANTS).open("w", encoding="utf-8") as tenants,
        (folder / PACKED).open("w", encoding="utf-8") as packed,
        (folder / PACK).open("wb") as pack,
    ):
        for home in found:
            filled: list[Any] = []
            places: list[Any] = []
            for words, file, text in _texts(fleet, [home]):
                path = file.relative_to(dist).as_posix()
                filled.append([path, *shapes.values(text, words)])
                length = pack.write(text.encode())
                places.append([path, size, length])
                size += length
                files += 1
                objects += text.count("\n---\n") + 1
                minor = minors[home.parents[1].name]
                kinds.update((minor, *pair) for pair in _KIND.findall(text))
            told = {"slug": home.name, "minor": minors[home.parents[1].name], "files": filled}
            source = str((fleet / "tenants" / f"{home.name}.yaml").resolve())
            tenants.write(json.dumps({**told, "source": source}) + "\n")
            packed.write(json.dumps({"slug": home.name, "files": places}) + "\n")
    with (folder / BODIES).open("w", encoding="utf-8") as written:
        for home in islice(found, bodies):
            written.write(json.dumps({"slug": home.name, "files": _bodies(dist, home)}) + "\n")
    for home in found[: min(COMPARED, bodies)]:
        for file in files_of(home):
            kept = folder / OURS / file.relative_to(dist)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, kept)
    schemas = [(*kind, schema_for(*kind[1:], kind[0])) for kind in sorted(kinds)]
    (folder / SCHEMAS).write_text(json.dumps(schemas), "utf-8")
    templates = shapes.templates(WORDS)
    (folder / TEMPLATES).write_text(json.dumps(templates), "utf-8")
    return {
        "tenants": len(found),
        "files": files,
        "objects": objects,
        "bytes": size,
        "templates": len(templates),
        "shapes": shapes.objects,
    }


def _texts(fleet: Path, found: list[Path]) -> Iterator[tuple[dict[str, str], Path, str]]:
    for home in found:
        words = words_of(fleet, home.name)
        for file in files_of(home):
            yield words, file, file.read_text("utf-8")


def _bodies(dist: Path, home: Path) -> list[Any]:
    return [
        [
            file.relative_to(dist).as_posix(),
            list(yaml.load_all(file.read_bytes(), yaml.CSafeLoader)),
        ]
        for file in files_of(home)
    ]


def main() -> None:
    """Make the inputs and print the counts as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    for name in ("fleet", "dist", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--bodies", type=int, required=True)
    arguments = parser.parse_args()
    print(json.dumps(make(arguments.fleet, arguments.dist, arguments.folder, arguments.bodies)))


if __name__ == "__main__":
    main()
