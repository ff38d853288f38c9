"""One cluster's objects, looked up the way rules ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dotmac_manifests.analysis.access import Access, access_of
from dotmac_manifests.analysis.applications import Applications
from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.network import Network
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.templates import Pods, templates_of


@dataclass(frozen=True)
class Tenant:
    """A tenant and its namespaces, the main one first."""

    name: str
    namespaces: tuple[str, ...]


class Facts:
    """Objects of one cluster."""

    def __init__(self, cluster: str, manifests: Iterable[Manifest], site: Site) -> None:
        self.cluster = cluster
        self.manifests: tuple[Manifest, ...] = tuple(manifests)
        self.site = site
        self._grouped: dict[tuple[str, str], tuple[Manifest, ...]] = {}

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Manifest, ...]]:
        """Kind to objects; the group is left to the rule, which knows what it means."""
        found: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in self.manifests:
            found[manifest.ref.kind].append(manifest)
        return {kind: tuple(objects) for kind, objects in found.items()}

    def kind(self, kind: str, group: str | None = None) -> tuple[Manifest, ...]:
        """Objects of one kind, of one API group if it is given (`""` is the core group)."""
        objects = self.by_kind.get(kind, ())
        if group is None:
            return objects
        key = kind, group
        if key not in self._grouped:
            self._grouped[key] = tuple(found for found in objects if found.ref.group == group)
        return self._grouped[key]

    @cached_property
    def by_namespace(self) -> Mapping[str, tuple[Manifest, ...]]:
        """Namespace to its objects; cluster-scoped ones stand under the empty name."""
        found: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in self.manifests:
            found[manifest.ref.namespace].append(manifest)
        return {name: tuple(objects) for name, objects in found.items()}

    def within(self, namespace: str, kind: str) -> tuple[Manifest, ...]:
        """Objects of one kind in one namespace."""
        return self._kinds.get((namespace, kind), ())

    @cached_property
    def _kinds(self) -> Mapping[tuple[str, str], tuple[Manifest, ...]]:
        found: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
        for manifest in self.manifests:
            found[manifest.ref.namespace, manifest.ref.kind].append(manifest)
        return {key: tuple(objects) for key, objects in found.items()}

    def find(self, kind: str, namespace: str, name: str) -> Manifest | None:
        """One object, or nothing."""
        return self._index.get((kind, namespace, name))

    @cached_property
    def _index(self) -> Mapping[tuple[str, str, str], Manifest]:
        return {(m.ref.kind, m.ref.namespace, m.ref.name): m for m in self.manifests}

    @cached_property
    def namespaces(self) -> Mapping[str, Manifest]:
        """Name to Namespace object."""
        return {found.ref.name: found for found in self.kind("Namespace", "")}

    @cached_property
    def pods(self) -> tuple[Pods, ...]:
        """Every pod template of the cluster."""
        return tuple(pods for manifest in self.manifests for pods in templates_of(manifest))

    @cached_property
    def pods_by_namespace(self) -> Mapping[str, tuple[Pods, ...]]:
        """Namespace to the pod templates in it."""
        found: dict[str, list[Pods]] = defaultdict(list)
        for pods in self.pods:
            found[pods.namespace].append(pods)
        return {name: tuple(templates) for name, templates in found.items()}

    @cached_property
    def autoscalers(self) -> Mapping[tuple[str, str, str], tuple[Manifest, ...]]:
        """Namespace, kind and name of a workload to what scales it."""
        found: dict[tuple[str, str, str], list[Manifest]] = defaultdict(list)
        for kind in ("HorizontalPodAutoscaler", "ScaledObject"):
            for scaler in self.kind(kind):
                target = mapping(scaler.body, "spec", "scaleTargetRef")
                of = str(target.get("kind", "Deployment")), str(target.get("name"))
                found[scaler.ref.namespace, *of].append(scaler)
        return {target: tuple(scalers) for target, scalers in found.items()}

    @cached_property
    def access(self) -> Access:
        """Roles, bindings and who holds what."""
        return access_of(self.manifests)

    @cached_property
    def applications(self) -> Applications:
        """What Argo CD applies, in which project, and out of which files."""
        return Applications(self.cluster, self.manifests)

    @cached_property
    def network(self) -> Network:
        """NetworkPolicies, and the pods that they are about."""
        return Network(self.manifests)

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Namespace to the tenant that owns it, by label or by the prefix of its name.

        Namespaces count even if only objects in them were read: a tenant does not stop being one
        because its Namespace object is elsewhere.
        """
        site, found = self.site, {}
        for name in self.by_namespace:
            if name.startswith(site.tenant_namespace_prefix):
                slug = name.removeprefix(site.tenant_namespace_prefix)
                base = slug.removesuffix(site.vpn_suffix)
                known = f"{site.tenant_namespace_prefix}{base}" in self.by_namespace
                found[name] = base if known else slug
        for name, manifest in self.namespaces.items():
            label = mapping(manifest.body, "metadata", "labels").get(site.tenant_label)
            if isinstance(label, str) and label:
                found[name] = label
            elif name.startswith(site.tenant_namespace_prefix):
                found.setdefault(name, name.removeprefix(site.tenant_namespace_prefix))
        return found

    @cached_property
    def tenants(self) -> tuple[Tenant, ...]:
        """Tenants by name, each with its namespaces, the shortest name first."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for namespace, tenant in self.owners.items():
            grouped[tenant].append(namespace)
        return tuple(
            Tenant(name, tuple(sorted(spaces, key=lambda space: (len(space), space))))
            for name, spaces in sorted(grouped.items())
        )

    @cached_property
    def guarded(self) -> tuple[str, ...]:
        """Namespaces that have to be walled in: tenants', the platform's own, and all that are
        rendered with a Namespace object."""
        own = {name for name in self.site.platform_namespaces if name in self.by_namespace}
        return tuple(sorted({*self.owners, *own, *self.namespaces}))

    def anchor(self, namespace: str) -> Manifest:
        """The object to blame for what a namespace lacks: the Namespace, or its first object."""
        found = self.namespaces.get(namespace)
        return found if found is not None else self.by_namespace[namespace][0]
