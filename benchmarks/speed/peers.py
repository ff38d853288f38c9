"""Those that do the same work: what each is, what it needs, and how it is run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.speed import charts
from benchmarks.speed.process import Command
from benchmarks.speed.tools import Tools

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Runner:
    """A peer that is ready to run: its command lacks only the output folder and the count."""

    command: Command
    inputs: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def line(self, out: Path, count: int) -> Command:
        """The whole command."""
        return [*self.command, self.inputs, out, str(count)]


@dataclass(frozen=True)
class Peer:
    """``slow`` peers are run on fewer tenants; ``layout`` says where they leave their files."""

    name: str
    what: str
    slow: bool
    ready: Callable[[Tools, Path, int], Runner]
    layout: str = "same"

    def files(self, out: Path, slug: str, paths: Iterable[str]) -> list[Path]:
        """What it has written for a tenant, whose files have these paths elsewhere."""
        if self.layout == "stream":
            return [out / f"{slug}.yaml"]
        if self.layout == "folder":
            return sorted((out / slug).rglob("*.yaml"))
        return [out / path for path in paths]


def _own(program: str, *packages: str) -> Callable[[Tools, Path, int], Runner]:
    def ready(tools: Tools, inputs: Path, count: int) -> Runner:
        return Runner([tools.own_python(*packages), PROGRAMS / program], inputs)

    return ready


def _jinja(tools: Tools, inputs: Path, count: int) -> Runner:
    python = tools.python("Jinja2")
    subprocess.run([python, PROGRAMS / "jinja_compile.py", inputs], check=True)
    return Runner([python, PROGRAMS / "jinja.py"], inputs)


def _judged(tools: Tools, inputs: Path, count: int) -> Runner:
    python = tools.python("Jinja2", "PyYAML", "jsonschema-rs")
    return Runner([python, PROGRAMS / "jinja_judged.py"], inputs)


def _jsonnet(tools: Tools, inputs: Path, count: int) -> Runner:
    return Runner([tools.python("rjsonnet"), PROGRAMS / "jsonnet.py"], inputs)


def _javascript(tools: Tools, inputs: Path, count: int) -> Runner:
    modules = tools.node_modules("cdk8s", "constructs")
    return Runner([tools.node(), PROGRAMS / "cdk8s_js.js"], inputs, {"NODE_PATH": str(modules)})


def _helm(tools: Tools, inputs: Path, count: int) -> Runner:
    charts.helm(inputs, tools.helm(), count)
    homes = {name: str(inputs / "helm-home") for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME")}
    each = [tools.own_python(), PROGRAMS / "each.py"]
    return Runner(each, inputs / "helm", {**homes, "HELM_DATA_HOME": homes["HELM_CACHE_HOME"]})


def _kustomize(tools: Tools, inputs: Path, count: int) -> Runner:
    charts.kustomize(inputs, tools.kubectl(), count)
    return Runner([tools.own_python(), PROGRAMS / "each.py"], inputs / "kustomize")


FLOOR, JINJA, HELM, KUSTOMIZE = "floor", "Jinja2", "Helm", "Kustomize"
JUDGED = "Jinja2 and judge"
CDK8S_JS, CDK8S_PYTHON = "cdk8s JavaScript", "cdk8s Python"

PEERS = (
    Peer(FLOOR, "writes the known bytes", False, _own("floor.py")),
    Peer("str.format", "fills text templates", False, _own("format.py")),
    Peer(JINJA, "fills compiled templates", False, _jinja),
    Peer(JUDGED, "likewise, reads tenants and judges objects", True, _judged),
    Peer("jsonnet", "one evaluation a tenant, of given objects", True, _jsonnet),
    Peer("PyYAML", "dumps given dictionaries, C emitter", True, _own("dicts.py", "PyYAML")),
    Peer(CDK8S_JS, "an app a tenant, one Node", True, _javascript),
    Peer(HELM, "a process a tenant, two at a time", True, _helm, "folder"),
    Peer(CDK8S_PYTHON, "an app a tenant, ApiObject and JsonPatch", True,
         _own("cdk8s_python.py", "cdk8s", "constructs", "jsii")),
    Peer(KUSTOMIZE, "a build a tenant, two at a time, no patches", True, _kustomize, "stream"),
)  # fmt: skip
