"""Pods that an API server must not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.rules.admission._wrong import (
    OTHER,
    PROBE,
    Edit,
    Path,
    Place,
    Wrong,
    cut,
    push,
    put,
)

DIGEST = f"sha256:{'0' * 64}"
HOLDERS = (
    ("a pod with a container", "spec.containers", "CREATE", ""),
    ("a changed pod with a container", "spec.containers", "UPDATE", ""),
    ("a pod with an init container", "spec.initContainers", "CREATE", ""),
    ("a debugging container", "spec.ephemeralContainers", "UPDATE", "ephemeralcontainers"),
)
"""Where containers are, in words, and which request brings them."""
HOUR = 3607
"""What Kubernetes itself asks for in a projected token, in seconds."""


def beside(path: Path, **fields: Any) -> Edit:
    """Append a container like the pod's first one, with a name of its own and other fields."""

    def edit(body: dict[str, Any]) -> None:
        push(path, {**_first(body), "name": PROBE, **fields})(body)

    return edit


def _first(body: Body) -> Body:
    return mapping(next(iter(items(body, "spec", "containers")), {}))


def pods(place: Place) -> Iterator[Wrong]:
    """Pods of any tenant's namespace."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        yield Wrong(f"a pod with {field}", put(f"spec.{field}", True))
    ports = [{"containerPort": 80}, {"containerPort": 81, "hostPort": 81}]
    yield from _containers("on a port of its node", ports=ports)
    yield Wrong(
        "a pod with a folder of its node",
        push("spec.volumes", {"name": PROBE, "hostPath": {"path": "/"}}),
    )
    yield Wrong("a pod that chooses its node", put("spec.nodeName", OTHER))
    yield Wrong("a pod of another scheduler", put("spec.schedulerName", OTHER))
    yield Wrong("a pod without priority class", cut("spec.priorityClassName"))
    for name in ("system-cluster-critical", f"{place.site.tenant_priority_prefix}{PROBE}"):
        yield Wrong(f"a pod of priority class {name}", put("spec.priorityClassName", name))
    for toleration in (
        {"operator": "Exists"},
        {"key": "", "operator": "Exists"},
        {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"},
    ):
        what = f"a pod that tolerates {toleration.get('key') or 'every taint'}"
        yield Wrong(what, push("spec.tolerations", toleration))
    yield from _tokens()


def images(_: Place) -> Iterator[Wrong]:
    """Pods of images that nobody vouches for."""
    for what, pattern in (
        ("of an image without digest", "{registry}/{name}:1"),
        ("of an image with a broken digest", "{registry}/{name}@sha256:0"),
        ("of an image with more than a digest", "{registry}/{name}@{digest}0"),
        ("of an image with a line after its digest", "{registry}/{name}@{digest}\n"),
        ("of another registry's image", "docker.io/{name}@{digest}"),
        ("of an image from below another registry", "docker.io/{registry}/{name}@{digest}"),
        ("of a registry with a similar name", "{similar}/{name}@{digest}"),
        ("of a registry whose name goes on", "{registry}.example.org/{name}@{digest}"),
    ):
        yield from _images(what, pattern)
    yield from _containers("without image", image=None)


def _images(what: str, pattern: str) -> Iterator[Wrong]:
    def reference(body: Body) -> str:
        registry, _, path = str(_first(body).get("image")).partition("/")
        similar = registry.replace(".", "x", 1)
        name = path.partition("@")[0].partition(":")[0]
        return pattern.format(registry=registry, similar=similar, name=name, digest=DIGEST)

    for title, path, operation, sub in HOLDERS:

        def edit(body: dict[str, Any], path: str = path) -> None:
            beside(path, image=reference(body))(body)

        yield Wrong(f"{title} {what}", edit, operation=operation, sub=sub)

    def volume(body: dict[str, Any]) -> None:
        found = {"name": PROBE, "image": {"reference": reference(body)}}
        push("spec.volumes", found)(body)

    yield Wrong(f"a pod with a volume {what}", volume)


def _containers(what: str, **fields: Any) -> Iterator[Wrong]:
    for title, path, operation, sub in HOLDERS:
        edit = beside(path, **fields)
        yield Wrong(f"{title} {what}", edit, operation=operation, sub=sub)


def _tokens() -> Iterator[Wrong]:
    def token(**fields: Any) -> Body:
        source = {"serviceAccountToken": {"path": "token", **fields}}
        return {"name": PROBE, "projected": {"sources": [source]}}

    yield Wrong("a pod of account default", put("spec.serviceAccountName", "default"))
    yield Wrong("a pod without account", cut("spec.serviceAccountName"))
    own = token(expirationSeconds=600)
    yield Wrong("a pod with a token that it does not need", push("spec.volumes", own), _no_token)
    mixed = token(expirationSeconds=600)
    mixed["projected"]["sources"].insert(0, {"configMap": {"name": PROBE}})
    yield Wrong("a pod with a token among other files", push("spec.volumes", mixed), _no_token)
    long = token(expirationSeconds=HOUR + 1)
    yield Wrong("a pod with a token that lasts", push("spec.volumes", long), _token)
    plain = token()
    plain["projected"]["sources"].append(long["projected"]["sources"][0])
    yield Wrong("a pod with a token that lasts beside one", push("spec.volumes", plain), _token)


def _token(body: Body) -> bool:
    return any(
        mapping(source).get("serviceAccountToken")
        for volume in items(body, "spec", "volumes")
        for source in items(mapping(volume, "projected"), "sources")
    )


def _no_token(body: Body) -> bool:
    return not _token(body)


def _another(body: dict[str, Any]) -> None:
    registry = str(_first(body).get("image")).partition("/")[0]
    put("spec.containers.image", f"{registry}/{OTHER}:1@{DIGEST}")(body)


def vpn(_: Place) -> Iterator[Wrong]:
    """Pods of a VPN's namespace, where Pod Security looks away."""
    name = ("metadata", "labels", "app.kubernetes.io/name")
    yield Wrong("another pod than the VPN's", put(name, OTHER))
    yield Wrong("a VPN's pod without name", cut(name))
    yield Wrong("a second container", beside("spec.containers"))
    yield Wrong("an init container", beside("spec.initContainers"))
    yield Wrong("a VPN's container of another name", put("spec.containers.name", OTHER))
    yield Wrong("a VPN of another image", _another)
    context = "spec.containers.securityContext"
    yield Wrong("a VPN without security context", cut(context))
    for field, value in (
        ("privileged", True),
        ("allowPrivilegeEscalation", True),
        ("readOnlyRootFilesystem", False),
        ("procMount", "Unmasked"),
    ):
        yield Wrong(f"a VPN with {field}: {value}", put(f"{context}.{field}", value))
    for field in (
        "allowPrivilegeEscalation",
        "capabilities",
        "capabilities.drop",
        "readOnlyRootFilesystem",
        "seccompProfile",
    ):
        yield Wrong(f"a VPN without {field}", cut(f"{context}.{field}"))
    yield Wrong("a VPN without filter of system calls", put(f"{context}.seccompProfile.type", "x"))
    add, drop = f"{context}.capabilities.add", f"{context}.capabilities.drop"
    yield Wrong("a VPN with SYS_ADMIN", push(add, "SYS_ADMIN"))
    yield Wrong("a VPN with SYS_ADMIN alone", put(add, ["SYS_ADMIN"]))
    yield Wrong("a VPN that keeps capabilities", put(drop, ["CHOWN"]))
    projected = {"name": PROBE, "projected": {"sources": []}}
    yield Wrong("a VPN with other volumes", push("spec.volumes", projected))
    setting = {"name": "kernel.shm_rmid_forced", "value": "1"}
    yield Wrong(
        "a VPN with other kernel settings",
        push("spec.securityContext.sysctls", setting),
    )
