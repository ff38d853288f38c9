"""Where Ingresses and routes of the Gateway API lead, as their manifests say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.body import at, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import chosen
from dotmac_manifests.analysis.reachability.connections import PROTOCOLS, Connections, of, union_of
from dotmac_manifests.analysis.services import GATEWAY, ROUTES
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Backend:
    """A field that names a Service; ``port`` is its number, its name, or nothing."""

    manifest: Manifest
    path: FieldPath
    namespace: str
    service: str
    port: Any


def backends(facts: Facts) -> Iterator[Backend]:
    """Every backend of every Ingress and route."""
    for manifest in facts.kind("Ingress", "networking.k8s.io"):
        yield from _ingress(manifest)
    for kind in ROUTES:
        for manifest in facts.kind(kind, GATEWAY):
            yield from _route(manifest)


def reached(facts: Facts, backend: Backend) -> tuple[Mapping[str, str], Connections] | None:
    """Labels of the pods behind a backend, and their ports; None if that cannot be told."""
    service = facts.find("Service", backend.namespace, backend.service)
    selector = mapping(service.body, "spec", "selector") if service else {}
    if service is None or not selector:
        return None
    found: list[Connections] = []
    for port in items(service.body, "spec", "ports"):
        if not isinstance(port, Mapping) or backend.port not in (
            port.get("port"),
            port.get("name"),
        ):
            continue
        protocol, target = port.get("protocol", PROTOCOLS[0]), port.get("targetPort")
        numbers = [port.get("port") if target is None else target]
        if protocol not in PROTOCOLS:
            return None
        if isinstance(target, str):
            numbers = [
                number
                for pod in facts.network.pods_in.get(backend.namespace, ())
                if chosen(selector, pod.facts.labels)
                for number in pod.facts.ports.get((protocol, target), ())
            ]
        found += [of(protocol, one, one) for one in numbers if type(one) is int]
    return (selector, union_of(found)) if found else None


def _ingress(manifest: Manifest) -> Iterator[Backend]:
    places: list[FieldPath] = [("spec", "defaultBackend")]
    for index, rule in enumerate(items(manifest.body, "spec", "rules")):
        for number, _ in enumerate(items(rule, "http", "paths")):
            places.append(("spec", "rules", index, "http", "paths", number, "backend"))
    for path in places:
        service = mapping(at(manifest.body, path), "service")
        if service:
            port = mapping(service, "port")
            wanted = port.get("number", port.get("name"))
            name = str(service.get("name"))
            yield Backend(manifest, path, manifest.ref.namespace, name, wanted)


def _route(manifest: Manifest) -> Iterator[Backend]:
    for path, found in _references(manifest.body.get("spec"), ("spec",)):
        if found.get("kind", "Service") == "Service" and not found.get("group"):
            namespace = str(found.get("namespace") or manifest.ref.namespace)
            yield Backend(manifest, path, namespace, str(found.get("name")), found.get("port"))


def _references(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    """Everything that a route calls backendRef, at any depth: mirrors are among filters."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*path, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            here = (*path, key)
            if key == "backendRef" and isinstance(item, Mapping):
                yield here, item
            elif key == "backendRefs" and isinstance(item, list):
                for index, one in enumerate(item):
                    if isinstance(one, Mapping):
                        yield (*here, index), one
            yield from _references(item, here)
