"""What a manifest says of the pods that come of it: labels, named ports, network, addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.yaml_reader import FieldPath

NamedPorts = Mapping[tuple[str, str], tuple[int, ...]]
"""Port numbers of a pod by protocol and name."""
DEFAULT_NAMESPACE = "default"
"""Where an object goes that names no namespace."""

JOB_LABELS = ("batch.kubernetes.io/job-name", "job-name")
"""Set by Kubernetes on the pods of a Job. Source: its well-known labels."""

GIVEN_LABELS = frozenset(
    (
        "apps.kubernetes.io/pod-index",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-completion-index",
        "controller-uid",
        "controller-revision-hash",
        "pod-template-hash",
        "statefulset.kubernetes.io/pod-name",
    )
)
"""Set by controllers on single pods, so that no template has them. Source: well-known labels."""


def chosen(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Whether a Service's selector means pods of a template, or single ones of them."""
    return all(
        labels.get(key) == value for key, value in selector.items() if key not in GIVEN_LABELS
    )


@dataclass(frozen=True)
class PodFacts:
    """One kind of pod that a workload makes.

    ``addresses`` are known only of pods that were read from a running cluster.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    ports: NamedPorts = field(default_factory=dict)
    host_network: bool = False
    addresses: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Equal for pods that no policy can tell apart."""
        labels, ports = sorted(self.labels.items()), sorted(self.ports.items())
        return tuple(labels), tuple(ports), self.host_network, self.addresses


class FactReader:
    """Takes facts from one manifest; what has the wrong form is added to ``problems``."""

    def __init__(self, manifest: Manifest, problems: list[Problem]) -> None:
        self.manifest = manifest
        self.body = manifest.body
        self._problems = problems

    def refuse(self, path: FieldPath, message: str, remedy: str = "") -> None:
        """Add a problem with a field."""
        self._problems.append(self.manifest.problem(path, message, remedy))

    def at(self, *path: str | int) -> Any:
        """The value of a field; None where it is absent."""
        value: Any = self.body
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def mapping(self, *path: str | int) -> Mapping[str, Any]:
        """A field that is a mapping; empty where it is absent."""
        value = self.at(*path)
        if value is not None and not isinstance(value, dict):
            self.refuse(path, "must be a mapping")
        return value if isinstance(value, dict) else {}

    def items(self, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        """The mappings in a field that is a list, each with its path."""
        value = self.at(*path)
        if value is not None and not isinstance(value, list):
            self.refuse(path, "must be a list", "begin each item with '- '")
            return
        for index, item in enumerate(value or ()):
            if isinstance(item, dict):
                yield (*path, index), item
            else:
                self.refuse((*path, index), "must be a mapping")

    def labels(self, *path: str | int) -> dict[str, str]:
        """A field that maps text to text."""
        found = {}
        for key, value in self.mapping(*path).items():
            if not isinstance(value, str):
                self.refuse((*path, key), f"{value!r} is not text", "put the value into quotes")
            found[key] = str(value)
        return found

    def text(self, *path: str | int) -> str:
        """A field that is text; empty where it is absent."""
        value = self.at(*path)
        if value is not None and not isinstance(value, str):
            self.refuse(path, f"{value!r} is not text", "put the value into quotes")
        return value if isinstance(value, str) else ""


def template_facts(reader: FactReader, *path: str | int) -> PodFacts:
    """The facts of a pod, or of a pod template, at ``path``."""
    network = reader.at(*path, "spec", "hostNetwork")
    if network is not None and not isinstance(network, bool):
        reader.refuse((*path, "spec", "hostNetwork"), "must be true or false")
    return PodFacts(
        labels=reader.labels(*path, "metadata", "labels"),
        ports=_ports(reader, path),
        host_network=bool(network),
    )


def pod_facts(reader: FactReader) -> PodFacts:
    """The facts of a Pod, with its addresses where the manifest was read from a cluster."""
    facts = template_facts(reader)
    status = reader.mapping("status")
    texts = [status.get("podIP"), *(ip.get("ip") for _, ip in reader.items("status", "podIPs"))]
    addresses = []
    for text in dict.fromkeys(str(text) for text in texts if text):
        try:
            addresses.append(str(ip_address(text)))
        except ValueError:
            reader.refuse(("status",), f"{text!r} is not an IP address")
    return PodFacts(facts.labels, facts.ports, facts.host_network, tuple(addresses))


def job_facts(facts: PodFacts, name: str) -> PodFacts:
    """The facts of a Job's pods, which carry its name in their labels."""
    labels = {**facts.labels, **dict.fromkeys(JOB_LABELS, name)}
    return PodFacts(labels, facts.ports, facts.host_network, facts.addresses)


def _ports(reader: FactReader, path: tuple[str | int, ...]) -> NamedPorts:
    """Named ports of the containers that run as long as the pod does, sidecars included."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for name in ("containers", "initContainers"):
        for here, container in reader.items(*path, "spec", name):
            if name == "initContainers" and container.get("restartPolicy") != "Always":
                continue
            for there, port in reader.items(*here, "ports"):
                if port.get("name") is None:
                    continue
                number = port.get("containerPort")
                if type(number) is not int:
                    reader.refuse((*there, "containerPort"), f"{number!r} is not a number")
                    continue
                key = (str(port.get("protocol") or "TCP"), str(port["name"]))
                found[key] = tuple(sorted({*found.get(key, ()), number}))
    return found
