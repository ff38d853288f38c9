"""Makes what Helm and Kustomize render, a folder for each tenant, and the commands to do so.

Both get less to do than in earnest: a chart holds the templates that its tenant needs and no
others, and a kustomization takes finished objects without a patch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.speed.layout import TEMPLATES, TENANTS
from benchmarks.speed.shapes import Parts, fill

COMMANDS = "commands.json"
_OPENING = re.compile(r"\{\{|\{\Z")


def helm(inputs: Path, binary: Path, count: int) -> None:
    """A chart for each of the first tenants, below `helm` in the folder of inputs."""
    folder = inputs / "helm"
    templates = _templates(inputs)
    commands = []
    for tenant in _tenants(inputs, count):
        chart = folder / tenant["slug"]
        (chart / "templates").mkdir(parents=True)
        about = {"apiVersion": "v2", "name": "tenant", "version": "1.0.0"}
        (chart / "Chart.yaml").write_text(json.dumps(about), "utf-8")
        values = {}
        for place, (path, number, found) in enumerate(tenant["files"]):
            values[f"f{place}"] = found
            text = template(templates[number], f"f{place}")
            (chart / "templates" / f"{place}-{Path(path).name}").write_text(text, "utf-8")
        (chart / "values.yaml").write_text(json.dumps(values), "utf-8")
        out = f"{{out}}/{tenant['slug']}"
        commands.append([[str(binary), "template", "t", str(chart), "--output-dir", out], None])
    (folder / COMMANDS).write_text(json.dumps(commands), "utf-8")


def kustomize(inputs: Path, binary: Path, count: int) -> None:
    """A kustomization for each of the first tenants, below `kustomize` in the folder of inputs."""
    folder = inputs / "kustomize"
    templates = _templates(inputs)
    commands = []
    for tenant in _tenants(inputs, count):
        home = folder / tenant["slug"]
        home.mkdir(parents=True)
        names = []
        for place, (path, number, values) in enumerate(tenant["files"]):
            names.append(f"{place}-{Path(path).name}")
            (home / names[-1]).write_text(fill(templates[number], values), "utf-8")
        (home / "kustomization.yaml").write_text(json.dumps({"resources": names}), "utf-8")
        commands.append([[str(binary), "kustomize", str(home)], f"{tenant['slug']}.yaml"])
    (folder / COMMANDS).write_text(json.dumps(commands), "utf-8")


def _templates(inputs: Path) -> list[Parts]:
    return [tuple(parts) for parts in json.loads((inputs / TEMPLATES).read_text("utf-8"))]


def _tenants(inputs: Path, count: int) -> Iterator[Any]:
    with (inputs / TENANTS).open(encoding="utf-8") as file:
        yield from map(json.loads, islice(file, count))


def template(parts: Parts, file: str) -> str:
    """A file of a chart, whose values stand under the name of the file."""
    return "".join(
        f"{{{{ .Values.{file}.{part} }}}}" if place % 2 else _OPENING.sub(r'{{ "\g<0>" }}', part)
        for place, part in enumerate(parts)
    )
