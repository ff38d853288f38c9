"""One cluster as its manifests say: namespaces, workloads, classes of like pods, policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import DEFAULT_NAMESPACE, FactReader, PodFacts
from dotmac_manifests.analysis.workloads import pods_of
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.refs import Identity, group_of

NAME_LABEL = "kubernetes.io/metadata.name"
"""Set by the API server on every namespace, to its name."""

_OWNED = frozenset({("", "Pod"), ("apps", "ReplicaSet"), ("batch", "Job")})


@dataclass(frozen=True, eq=False)
class Namespace:
    """A namespace; without a ``manifest`` only the label that bears its name is known."""

    name: str
    labels: Mapping[str, str]
    manifest: Manifest | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, order=True)
class Workload:
    """What people know pods by: the object that makes them, or the owner of that object."""

    namespace: str
    name: str
    kind: str
    manifest: Manifest = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}[{self.kind}]"


@dataclass(frozen=True, eq=False)
class PodClass:
    """Pods of one namespace that no policy can tell apart, of one workload or several."""

    number: int
    namespace: Namespace
    pod: PodFacts
    workloads: tuple[Workload, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.workloads))


@dataclass(frozen=True, eq=False)
class Cluster:
    """Everything known of one cluster; ``name`` is its folder, empty when there is but one."""

    name: str
    manifests: tuple[Manifest, ...]
    namespaces: Mapping[str, Namespace]
    workloads: tuple[Workload, ...]
    classes: tuple[PodClass, ...]

    def of_kind(self, group: str, *kinds: str) -> tuple[Manifest, ...]:
        """Manifests of some kinds of an API group, whatever their version."""
        return tuple(one for kind in kinds for one in self._by_kind.get((group, kind), ()))

    def pods_in(self, namespace: str) -> tuple[PodClass, ...]:
        """Classes of the pods of a namespace."""
        return self._by_namespace.get(namespace, ())

    @cached_property
    def _by_kind(self) -> Mapping[tuple[str, str], tuple[Manifest, ...]]:
        found: dict[tuple[str, str], list[Manifest]] = {}
        for manifest in self.manifests:
            found.setdefault((manifest.ref.group, manifest.ref.kind), []).append(manifest)
        return {key: tuple(several) for key, several in found.items()}

    @cached_property
    def _by_namespace(self) -> Mapping[str, tuple[PodClass, ...]]:
        found: dict[str, list[PodClass]] = {}
        for one in self.classes:
            found.setdefault(one.namespace.name, []).append(one)
        return {name: tuple(several) for name, several in found.items()}


def namespace_of(manifest: Manifest) -> str:
    """The namespace that an object which needs one goes to."""
    return manifest.ref.namespace or DEFAULT_NAMESPACE


def build_clusters(manifests: Iterable[Manifest]) -> tuple[Cluster, ...]:
    """The clusters that manifests describe, by name.

    Raises InputError when one object is there twice, or pods cannot be told from a manifest.
    """
    by_cluster: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        by_cluster.setdefault(manifest.cluster, []).append(manifest)
    problems: list[Problem] = []
    clusters = [_cluster(name, by_cluster[name], problems) for name in sorted(by_cluster)]
    if problems:
        raise InputError(problems)
    return tuple(clusters)


def _cluster(name: str, manifests: list[Manifest], problems: list[Problem]) -> Cluster:
    known = _unique(manifests, problems)
    namespaces = _namespaces(manifests, problems)
    deployments = {
        (namespace_of(one), one.ref.name): one
        for one in manifests
        if (one.ref.group, one.ref.kind) == ("apps", "Deployment")
    }
    classes: dict[tuple[object, ...], tuple[Namespace, PodFacts, set[Workload]]] = {}
    workloads: set[Workload] = set()
    for manifest in manifests:
        namespace = namespace_of(manifest)
        pods = pods_of(manifest, namespace, deployments, problems)
        if not pods:
            continue
        if namespace not in namespaces:
            namespaces[namespace] = Namespace(namespace, {NAME_LABEL: namespace})
        workload = _workload(manifest, namespace, known, problems)
        workloads.add(workload)
        for pod in pods:
            key = (namespace, *pod.fingerprint)
            classes.setdefault(key, (namespaces[namespace], pod, set()))[2].add(workload)
    ordered = sorted(classes.items(), key=lambda item: (str(item[0][0]), min(item[1][2]), item[0]))
    return Cluster(
        name,
        tuple(manifests),
        dict(sorted(namespaces.items())),
        tuple(sorted(workloads)),
        tuple(
            PodClass(number, namespace, pod, tuple(sorted(owners)))
            for number, (_, (namespace, pod, owners)) in enumerate(ordered)
        ),
    )


def _unique(manifests: list[Manifest], problems: list[Problem]) -> Mapping[Identity, Manifest]:
    known: dict[Identity, Manifest] = {}
    for manifest in manifests:
        first = known.setdefault(_identity(manifest), manifest)
        if first is not manifest:
            message = f"{manifest.ref} is there twice, first in {first.file}:{first.line}"
            remedy = "remove one, or give the manifests of one cluster at a time"
            problems.append(Problem(manifest.file, manifest.line, 1, "", message, remedy))
    return known


def _namespaces(manifests: list[Manifest], problems: list[Problem]) -> dict[str, Namespace]:
    """Namespaces that exist, and those that only objects name."""
    found: dict[str, Namespace] = {}
    for manifest in manifests:
        if (manifest.ref.group, manifest.ref.kind) == ("", "Namespace"):
            name = manifest.ref.name
            labels = FactReader(manifest, problems).labels("metadata", "labels")
            found[name] = Namespace(name, {**labels, NAME_LABEL: name}, manifest)
    for manifest in manifests:
        name = manifest.ref.namespace
        if name and name not in found:
            found[name] = Namespace(name, {NAME_LABEL: name})
    return found


def _workload(
    manifest: Manifest,
    namespace: str,
    known: Mapping[Identity, Manifest],
    problems: list[Problem],
) -> Workload:
    """The topmost owner of the pods that ``manifest`` makes."""
    top, name, kind = manifest, manifest.ref.name, manifest.ref.kind
    seen = {_identity(manifest)}
    while (top.ref.group, top.ref.kind) in _OWNED and (owner := _owner(top, problems)) is not None:
        group, kind, name = owner
        identity = group, kind, namespace, name
        if identity in seen or identity not in known:
            break
        seen.add(identity)
        top = known[identity]
    return Workload(namespace, name, kind, manifest)


def _identity(manifest: Manifest) -> Identity:
    return manifest.ref.group, manifest.ref.kind, namespace_of(manifest), manifest.ref.name


def _owner(manifest: Manifest, problems: list[Problem]) -> tuple[str, str, str] | None:
    """Group, kind and name of the controller of an object, or of its first owner."""
    owners = FactReader(manifest, problems).items("metadata", "ownerReferences")
    found = [one for _, one in owners if one.get("name")]
    if not found:
        return None
    owner = next((one for one in found if one.get("controller") is True), found[0])
    group = group_of(str(owner.get("apiVersion", "")))
    return group, str(owner.get("kind", "")), str(owner["name"])
