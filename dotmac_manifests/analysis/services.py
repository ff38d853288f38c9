"""Services and the routes that lead to them: what stands behind a name and a port.

Source: Service of v1, Ingress of networking.k8s.io/v1, routes and ReferenceGrant of
https://gateway-api.sigs.k8s.io/reference/spec/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.cluster import Cluster, PodClass, namespace_of
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import FactReader, chosen
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import FieldPath

GATEWAY = "gateway.networking.k8s.io"
ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
EXTERNAL_TYPES = ("LoadBalancer", "NodePort")


@dataclass(frozen=True)
class ServicePort:
    """A port of a Service, and the number or name that it has at the pods."""

    name: str
    number: int
    protocol: str
    target: int | str

    def at(self, pod: PodClass) -> tuple[int, ...]:
        """Port numbers at a pod; none when it has no port of that name."""
        if isinstance(self.target, int):
            return (self.target,)
        return pod.pod.ports.get((self.protocol, self.target), ())


@dataclass(frozen=True, eq=False)
class Service:
    """A Service and the classes of pods behind it; ``pods`` is empty without a selector.

    ``hides_sources`` says that connections from outside reach its pods from the address of some
    node: it takes them in, and its externalTrafficPolicy is not Local. It may restrict them to
    ``source_ranges``. Source: https://kubernetes.io/docs/tutorials/services/source-ip/
    """

    manifest: Manifest
    namespace: str
    name: str
    type: str
    ports: tuple[ServicePort, ...]
    pods: tuple[PodClass, ...]
    hides_sources: bool = False
    source_ranges: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True, eq=False)
class Backend:
    """A field of an Ingress or a route that leads to a port of a Service.

    ``service`` is None when it does not exist or the route may not refer to it; ``pods`` are the
    classes behind it with protocol and port number.
    """

    manifest: Manifest
    path: FieldPath
    target: str
    service: Service | None
    pods: tuple[tuple[PodClass, str, int], ...]


def services_of(cluster: Cluster) -> Mapping[tuple[str, str], Service]:
    """The Services of a cluster by namespace and name; raises InputError for malformed ones."""
    problems: list[Problem] = []
    found = {
        (one.namespace, one.name): one
        for manifest in cluster.of_kind("", "Service")
        for one in [_service(manifest, cluster, problems)]
    }
    if problems:
        raise InputError(problems)
    return found


def backends_of(
    cluster: Cluster, services: Mapping[tuple[str, str], Service]
) -> tuple[Backend, ...]:
    """Where Ingresses and routes of the Gateway API lead; raises InputError for malformed ones."""
    problems: list[Problem] = []
    found: list[Backend] = []
    for manifest in cluster.of_kind("networking.k8s.io", "Ingress"):
        found += _ingress(FactReader(manifest, problems), services)
    grants = [FactReader(one, problems) for one in cluster.of_kind(GATEWAY, "ReferenceGrant")]
    for manifest in cluster.of_kind(GATEWAY, *ROUTES):
        found += _route(FactReader(manifest, problems), services, grants)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _service(manifest: Manifest, cluster: Cluster, problems: list[Problem]) -> Service:
    reader = FactReader(manifest, problems)
    namespace = namespace_of(manifest)
    selector = reader.labels("spec", "selector")
    kind = reader.text("spec", "type") or "ClusterIP"
    leads = selector and kind != "ExternalName"
    pods = tuple(
        pod
        for pod in (cluster.pods_in(namespace) if leads else ())
        if chosen(selector, pod.pod.labels)
    )
    ports = []
    for path, port in reader.items("spec", "ports"):
        number, target = port.get("port"), port.get("targetPort")
        if type(number) is not int:
            reader.refuse((*path, "port"), f"{number!r} is not a number")
            continue
        if target is None or target in (0, ""):
            target = number
        if type(target) is not int and not isinstance(target, str):
            reader.refuse((*path, "targetPort"), f"{target!r} is neither a number nor a name")
            continue
        protocol, name = str(port.get("protocol") or "TCP"), str(port.get("name") or "")
        ports.append(ServicePort(name, number, protocol, target))
    external = kind in EXTERNAL_TYPES or bool(reader.at("spec", "externalIPs"))
    sources = reader.at("spec", "loadBalancerSourceRanges") if kind == "LoadBalancer" else ()
    return Service(
        manifest,
        namespace,
        manifest.ref.name,
        kind,
        tuple(ports),
        pods,
        external and reader.text("spec", "externalTrafficPolicy") != "Local",
        tuple(map(str, sources)) if isinstance(sources, list) else (),
    )


def _ingress(reader: FactReader, services: Mapping[tuple[str, str], Service]) -> Iterator[Backend]:
    places: list[FieldPath] = []
    if reader.mapping("spec", "defaultBackend"):
        places.append(("spec", "defaultBackend"))
    for path, _ in reader.items("spec", "rules"):
        places += [(*here, "backend") for here, _ in reader.items(*path, "http", "paths")]
    for path in places:
        if not reader.mapping(*path, "service"):
            continue  # a backend that is an object of another kind, such as a bucket
        name = reader.text(*path, "service", "name")
        port = reader.mapping(*path, "service", "port")
        wanted = port.get("number") or port.get("name")
        namespace = namespace_of(reader.manifest)
        yield _backend(reader, path, services.get((namespace, name)), f"{namespace}/{name}", wanted)


def _route(
    reader: FactReader,
    services: Mapping[tuple[str, str], Service],
    grants: list[FactReader],
) -> Iterator[Backend]:
    parents = [parent for _, parent in reader.items("spec", "parentRefs")]
    if parents and all(parent.get("kind") == "Service" for parent in parents):
        return  # a route inside the mesh, which nobody outside can take
    home = namespace_of(reader.manifest)
    for path, backend in _references(reader):
        if backend.get("kind", "Service") != "Service" or backend.get("group", "") != "":
            continue
        namespace, name = str(backend.get("namespace") or home), str(backend.get("name"))
        granted = namespace == home or any(
            _grants(grant, reader.manifest, home, namespace, name) for grant in grants
        )
        service = services.get((namespace, name)) if granted else None
        yield _backend(reader, path, service, f"{namespace}/{name}", backend.get("port"))


def _references(reader: FactReader) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    """Backends of a route's rules, and those that get a copy of the requests."""
    for path, _ in reader.items("spec", "rules"):
        for here, backend in reader.items(*path, "backendRefs"):
            yield here, backend
            for there, _ in reader.items(*here, "filters"):
                yield from _mirror(reader, there)
        for here, _ in reader.items(*path, "filters"):
            yield from _mirror(reader, here)


def _mirror(reader: FactReader, path: FieldPath) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    here = (*path, "requestMirror", "backendRef")
    if reader.at(*path, "requestMirror") and (backend := reader.mapping(*here)):
        yield here, backend


def _backend(
    reader: FactReader, path: FieldPath, service: Service | None, target: str, port: Any
) -> Backend:
    pods = (
        ()
        if service is None
        else tuple(
            (pod, one.protocol, number)
            for one in service.ports
            if port is not None and port in (one.number, one.name)
            for pod in service.pods
            for number in one.at(pod)
        )
    )
    return Backend(reader.manifest, path, target, service, pods)


def _grants(grant: FactReader, route: Manifest, home: str, namespace: str, name: str) -> bool:
    """Whether a ReferenceGrant lets a route of namespace ``home`` refer to a Service."""
    sender = {"group": GATEWAY, "kind": route.ref.kind, "namespace": home}
    return (
        namespace_of(grant.manifest) == namespace
        and any(
            all(one.get(key) == value for key, value in sender.items())
            for _, one in grant.items("spec", "from")
        )
        and any(
            one.get("kind") == "Service"
            and not one.get("group")
            and one.get("name") in (None, "", name)
            for _, one in grant.items("spec", "to")
        )
    )
