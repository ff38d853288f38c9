"""Requests that are tried on a cluster's guards: what was rendered, and what must not come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dotmac_manifests.analysis.admission import Expressions, Request
from dotmac_manifests.analysis.body import Body, copied, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.guards import NAME_LABEL, Guard
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.admission import (
    _wrong_edge,
    _wrong_grants,
    _wrong_pods,
    _wrong_storage,
)
from dotmac_manifests.analysis.rules.admission._wrong import PROBE, Place, Wrong

Held = tuple[tuple[Guard, Expressions], ...]
"""Guards that deny in a place, with their expressions."""
Wrongs = Callable[[Place], Iterable[Wrong]]


@dataclass(frozen=True)
class Subject:
    """A resource, the kind whose rendered objects have to pass, and what must not."""

    group: str
    resource: str
    kind: str
    wrongs: Wrongs
    version: str = "v1"


def _pods(place: Place) -> Iterator[Wrong]:
    yield from _wrong_pods.images(place)
    yield from _wrong_pods.pods(place) if place.tenant else ()
    yield from _wrong_pods.vpn(place) if place.vpn else ()


def _nothing(_: Place) -> Iterator[Wrong]:
    yield Wrong("one of these", lambda _: None)


RBAC, GATEWAY = "rbac.authorization.k8s.io", "gateway.networking.k8s.io"
PODS = Subject("", "pods", "Pod", _pods)
TENANTS = (
    Subject("", "limitranges", "LimitRange", _wrong_grants.bounds),
    Subject("", "namespaces", "Namespace", _wrong_grants.spaces),
    Subject("", "persistentvolumeclaims", "PersistentVolumeClaim", _wrong_storage.claims),
    Subject("", "resourcequotas", "ResourceQuota", _wrong_grants.bounds),
    Subject("", "services", "Service", _wrong_edge.services),
    Subject("cert-manager.io", "certificates", "Certificate", _wrong_edge.certificates),
    Subject(
        "external-secrets.io", "externalsecrets", "ExternalSecret", _wrong_storage.external_secrets
    ),
    Subject("external-secrets.io", "secretstores", "SecretStore", _wrong_storage.secret_stores),
    Subject(
        "gateway.envoyproxy.io",
        "httproutefilters",
        "HTTPRouteFilter",
        _wrong_edge.route_filters,
        "v1alpha1",
    ),
    Subject(GATEWAY, "httproutes", "HTTPRoute", _wrong_edge.routes),
    Subject(GATEWAY, "listenersets", "ListenerSet", _wrong_edge.listeners),
    Subject("k8s.nginx.org", "virtualservers", "VirtualServer", _wrong_edge.virtual_servers),
    Subject("networking.k8s.io", "ingresses", "Ingress", _wrong_edge.ingresses),
    Subject("networking.k8s.io", "networkpolicies", "NetworkPolicy", _wrong_grants.bounds),
    Subject(RBAC, "rolebindings", "RoleBinding", _wrong_grants.bindings),
    Subject(RBAC, "roles", "Role", _wrong_grants.roles),
)
FORBIDDEN = (
    Subject("", "endpoints", "Endpoints", _nothing),
    Subject("", "podtemplates", "PodTemplate", _nothing),
    Subject("", "replicationcontrollers", "ReplicationController", _nothing),
    Subject("apps", "daemonsets", "DaemonSet", _nothing),
    Subject("cert-manager.io", "issuers", "Issuer", _nothing),
    Subject("discovery.k8s.io", "endpointslices", "EndpointSlice", _nothing),
    Subject("external-secrets.io", "pushsecrets", "PushSecret", _nothing, "v1alpha1"),
    Subject(GATEWAY, "referencegrants", "ReferenceGrant", _nothing, "v1beta1"),
    Subject(GATEWAY, "tcproutes", "TCPRoute", _nothing, "v1alpha2"),
    Subject(GATEWAY, "tlsroutes", "TLSRoute", _nothing),
    Subject("gateway.envoyproxy.io", "httproutefilters", "HTTPRouteFilter", _nothing, "v1alpha1"),
    Subject("k8s.nginx.org", "virtualservers", "VirtualServer", _nothing),
    Subject("resource.k8s.io", "resourceclaims", "ResourceClaim", _nothing),
)
"""Kinds of which a tenant's deployer may write none, or at least none that says nothing."""
FOREIGN = (
    Subject(RBAC, "rolebindings", "RoleBinding", _wrong_grants.foreign),
    Subject(RBAC, "clusterrolebindings", "ClusterRoleBinding", _wrong_grants.foreign),
)
"""What reaches into tenants from outside their namespaces."""
_BOUNDS = ("limitranges", "namespaces", "networkpolicies", "resourcequotas")


@dataclass(frozen=True, eq=False)
class Trial:
    """A request with what it is; ``base`` is the object that was made wrong, of a manifest."""

    what: str
    request: Request
    manifest: Manifest
    base: Body


@dataclass(frozen=True, eq=False)
class Trials:
    """The requests of one place."""

    facts: Facts
    place: Place
    held: Held

    def clean(self) -> Iterator[Trial]:
        """Requests of what was rendered: they have to pass."""
        for subject in self._subjects:
            for manifest, body in self._bases(subject):
                what = f"{subject.kind} {body['metadata']['name']}"
                yield Trial(what, self._request(subject, new=body), manifest, body)

    def wrong(self) -> Iterator[Trial]:
        """Requests that have to be refused."""
        for subject in self._subjects:
            bases = self._bases(subject) or [(self._anchor, self._bare(subject))]
            yield from self._wrong(subject, bases)
        if self.place.tenant:
            for subject in filter(self._looked_at, FORBIDDEN):
                body = self._bare(subject)
                yield Trial(
                    f"a {subject.kind}", self._request(subject, new=body), self._anchor, body
                )

    def outside(self) -> Iterator[Trial]:
        """Requests outside tenants' namespaces that have to be refused."""
        space = {"metadata": {"name": PROBE, "labels": {NAME_LABEL: PROBE}}}
        for subject in filter(self._looked_at, FOREIGN):
            body = self._bare(subject)
            body["metadata"].pop("namespace")
            body["roleRef"] = {"apiGroup": RBAC, "kind": "Role", "name": PROBE}
            account = {"kind": "ServiceAccount", "name": PROBE, "namespace": "kube-system"}
            body["subjects"] = [account]
            inside = subject.resource == "rolebindings"
            if inside:
                body["metadata"]["namespace"] = PROBE
            yield from self._wrong(subject, [(self._anchor, body)], space if inside else None)

    @property
    def _anchor(self) -> Manifest:
        return self.facts.anchor(self.place.name)

    @cached_property
    def _subjects(self) -> tuple[Subject, ...]:
        known = (PODS, *TENANTS) if self.place.tenant else (PODS,)
        return tuple(filter(self._looked_at, known))

    def _looked_at(self, subject: Subject) -> bool:
        """Whether any guard is about these at all; that one is there V04 asks."""
        return any(
            (group, resource) == (subject.group, subject.resource)
            for guard, _ in self.held
            for group, resource, _ in guard.resources()
        )

    def _bases(self, subject: Subject) -> list[tuple[Manifest, dict[str, Any]]]:
        name = self.place.name
        if subject is PODS:
            return [
                (pods.manifest, _pod(name, pods.manifest.ref.name, pods.template))
                for pods in self.facts.pods_by_namespace.get(name, ())
            ]
        if subject.kind == "Namespace":
            return [(self.facts.namespaces[name], copied(self.place.body))]
        found = [(one, _defaulted(one.body)) for one in self.facts.within(name, subject.kind)]
        if subject.kind == "PersistentVolumeClaim":
            for one in self.facts.within(name, "StatefulSet"):
                for claim in items(one.body, "spec", "volumeClaimTemplates"):
                    if isinstance(claim, dict):
                        found.append((one, _claim(name, claim)))
        return [(one, body) for one, body in found if one.ref.group in (subject.group, "apps")]

    def _bare(self, subject: Subject) -> dict[str, Any]:
        metadata = {"name": PROBE, "namespace": self.place.name}
        group = f"{subject.group}/" if subject.group else ""
        version = f"{group}{subject.version}"
        return {"apiVersion": version, "kind": subject.kind, "metadata": metadata, "spec": {}}

    def _wrong(
        self,
        subject: Subject,
        bases: Iterable[tuple[Manifest, dict[str, Any]]],
        space: Body | None = None,
    ) -> Iterator[Trial]:
        known = list(bases)
        for wrong in subject.wrongs(self.place):
            base = next(((one, body) for one, body in known if wrong.fits(body)), None)
            if base is None:
                continue
            manifest, body = base
            edited = copied(body)
            wrong.edit(edited)
            request = self._request(subject, edited, body, wrong, space)
            yield Trial(wrong.what, request, manifest, body)

    def _request(
        self,
        subject: Subject,
        new: Body,
        old: Body | None = None,
        wrong: Wrong | None = None,
        space: Body | None = None,
    ) -> Request:
        place = self.place
        user = place.controller if subject.resource in _BOUNDS else place.deployer
        operation = wrong.operation if wrong else "CREATE"
        own = subject.resource not in ("namespaces", "clusterrolebindings")
        sub = f"/{wrong.sub}" if wrong and wrong.sub else ""
        return Request(
            group=subject.group,
            resource=f"{subject.resource}{sub}",
            version=subject.version,
            operation=operation,
            new=None if operation == "DELETE" else new,
            old=None if operation == "CREATE" else new if operation == "DELETE" else old,
            user=wrong.user if wrong and wrong.user else user,
            namespace=(space or place.body) if own else None,
        )


def _pod(namespace: str, name: str, template: Body) -> dict[str, Any]:
    """The pod that a template makes."""
    found = copied(template)
    metadata = {**mapping(found, "metadata"), "name": name, "namespace": namespace}
    return {**found, "apiVersion": "v1", "kind": "Pod", "metadata": metadata}


def _claim(namespace: str, template: Body) -> dict[str, Any]:
    metadata = {**mapping(template, "metadata"), "namespace": namespace}
    metadata.setdefault("name", PROBE)
    return {**copied(template), "metadata": metadata}


def _defaulted(body: Body) -> dict[str, Any]:
    """An object as it reaches admission, where the API server has filled in what it has to."""
    found: dict[str, Any] = copied(body)
    spec = found.get("spec")
    if found.get("kind") == "Service" and isinstance(spec, dict):
        spec.setdefault("type", "ClusterIP")
    return found


def place_of(facts: Facts, namespace: str, labels: Mapping[str, str], vpn: bool) -> Place:
    """A namespace as admission sees it."""
    body = facts.namespaces[namespace].body
    metadata = {**mapping(body, "metadata"), "name": namespace, "labels": dict(labels)}
    if not isinstance(metadata.get("annotations"), dict):
        metadata["annotations"] = {}
    seen = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
    return Place(seen, facts.owners.get(namespace, ""), vpn, facts.site)
