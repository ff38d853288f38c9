"""Admission of what faces the outside: a tenant's hosts are its own, and nothing is wild.

The hosts of a tenant stand in an annotation of its Namespace, which policy
`dotmac-tenant-namespaces` lets nobody but Argo CD write.
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.isolation.admission import (
    OWN_HOSTS,
    TENANTS,
    Policy,
    Resources,
    one_of,
    optional,
)
from dotmac_manifests.isolation.admission_services import OWN_NAMES
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

ANNOTATION_DOMAINS = (
    "app.kubernetes.io/",
    "argocd.argoproj.io/",
    "cert-manager.io/",
    "dotmac.io/",
    "external-dns.alpha.kubernetes.io/",
    "kubectl.kubernetes.io/",
    "nginx.org/",
)
"""Domains whose annotations an Ingress may carry; the old class annotation is of none of them."""
REFERENCES = ("nginx.org/basic-auth-secret", "nginx.org/policies")
"""Annotations that could name an object of another namespace, as `namespace/name`."""
MERGING = "nginx.org/mergeable-ingress-type"
"""Annotation by which Ingresses share a host: the master brings TLS, its minions must not."""
GATEWAY_API = "gateway.networking.k8s.io"
ENVOY = "gateway.envoyproxy.io"
NGINX = "k8s.nginx.org"
INGRESS_EDGE = {"networking.k8s.io": ("ingresses",), NGINX: ("virtualservers",)}
GATEWAY_EDGE = {GATEWAY_API: ("httproutes", "listenersets"), ENVOY: ("httproutefilters",)}
"""What only one kind of edge understands, by API group."""


def edge_policies(region: RegionPlan) -> tuple[Policy, ...]:
    """Policies about hosts in one region, for the kind of edge it has."""
    if region.spec.edge.mode == "gateway":
        return (
            _forbidden(INGRESS_EDGE),
            _routes(region),
            _listeners(region),
            _route_filters(),
            _certificates(),
        )
    return (
        _forbidden(GATEWAY_EDGE),
        _ingresses(region),
        _virtual_servers(region),
        _certificates(),
    )


def _ingresses(region: RegionPlan) -> Policy:
    keys = "object.metadata.annotations"
    allowed = " || ".join(f"k.startsWith('{domain}')" for domain in ANNOTATION_DOMAINS)
    return Policy(
        name="dotmac-tenant-ingresses",
        requests=(Resources(group="networking.k8s.io", resources=("ingresses",)),),
        variables={
            "hosts": OWN_HOSTS,
            "rules": optional("object.spec.rules"),
            "tls": optional("object.spec.tls"),
            "annotations": optional(keys, "{}"),
            "minion": (
                f"'{MERGING}' in variables.annotations &&"
                f" variables.annotations['{MERGING}'] == 'minion'"
            ),
        },
        checks={
            f"an Ingress is of class {region.spec.edge.class_name}": (
                "has(object.spec.ingressClassName) &&"
                f" object.spec.ingressClassName == '{region.spec.edge.class_name}'"
            ),
            "every rule names one of the tenant's own hosts": (
                "size(variables.rules) > 0 &&"
                " variables.rules.all(r, has(r.host) && r.host in variables.hosts)"
            ),
            "TLS is on, for the tenant's own hosts": (
                "(variables.minion || size(variables.tls) > 0) &&"
                " variables.tls.all(t, has(t.hosts) && t.hosts.all(h, h in variables.hosts))"
            ),
            "an Ingress leads to Services only, and has no default backend": (
                "!has(object.spec.defaultBackend) &&"
                " variables.rules.all(r, !has(r.http) ||"
                " r.http.paths.all(p, has(p.backend.service) && !has(p.backend.resource)))"
            ),
            "annotations are of known domains and hold no configuration snippet": (
                f"variables.annotations.all(k, ({allowed}) && !k.contains('snippet'))"
            ),
            "annotations refer to objects of the same namespace only": (
                f"{one_of(REFERENCES)}.all(k, !(k in variables.annotations) ||"
                " !variables.annotations[k].contains('/'))"
            ),
            OWN_NAMES[0]: OWN_NAMES[1],
        },
        places=TENANTS,
    )


def _virtual_servers(region: RegionPlan) -> Policy:
    """The edge's own answer for a host, and nothing else: each field that is not named would be
    a way to an upstream, to another namespace or into the edge's configuration."""
    name = region.spec.edge.class_name
    return Policy(
        name="dotmac-tenant-virtual-servers",
        requests=(Resources(group=NGINX, resources=("virtualservers",)),),
        variables={"hosts": OWN_HOSTS},
        checks={
            f"a VirtualServer is of class {name}": (
                f"has(object.spec.ingressClassName) && object.spec.ingressClassName == '{name}'"
            ),
            "its host is one of the tenant's own": "object.spec.host in variables.hosts",
            "TLS is on, with a certificate of the same namespace or the edge's": (
                "object.spec.tls.all(k, k in ['redirect', 'secret']) &&"
                " (!has(object.spec.tls.secret) || !object.spec.tls.secret.contains('/'))"
            ),
            "the edge answers by itself, and nothing is configured beside": (
                "object.spec.all(k, k in ['host', 'ingressClassName', 'routes', 'tls']) &&"
                " object.spec.routes.all(r, r.all(k, k in ['action', 'path']) &&"
                " r.action.all(k, k == 'return'))"
            ),
        },
        places=TENANTS,
    )


def _route_filters() -> Policy:
    return Policy(
        name="dotmac-tenant-route-filters",
        requests=(Resources(group=ENVOY, resources=("httproutefilters",), versions=("v1alpha1",)),),
        checks={
            "a filter answers with a text of its own": (
                "object.spec.all(k, k == 'directResponse') &&"
                " (!has(object.spec.directResponse.body) ||"
                " object.spec.directResponse.body.type == 'Inline')"
            ),
        },
        places=TENANTS,
    )


def _routes(region: RegionPlan) -> Policy:
    gateway = (
        f"has(p.namespace) && p.namespace == '{region.edge_namespace}' &&"
        f" p.name == '{region.spec.edge.class_name}'"
    )
    own = "!has(p.namespace) || p.namespace == object.metadata.namespace"
    return Policy(
        name="dotmac-tenant-routes",
        requests=(Resources(group=GATEWAY_API, resources=("httproutes",)),),
        variables={
            "hosts": OWN_HOSTS,
            "parents": optional("object.spec.parentRefs"),
            "rules": optional("object.spec.rules"),
        },
        checks={
            "every host name is one of the tenant's own": (
                f"size({optional('object.spec.hostnames')}) > 0 &&"
                " object.spec.hostnames.all(h, h in variables.hosts)"
            ),
            "a route hangs on the region's Gateway or on a ListenerSet of its own namespace": (
                "size(variables.parents) > 0 && variables.parents.all(p,"
                f" has(p.kind) && p.kind == 'ListenerSet' ? ({own}) :"
                f" ((!has(p.kind) || p.kind == 'Gateway') && {gateway}))"
            ),
            "a route leads to Services of its own namespace": (
                f"variables.rules.all(r, {optional('r.backendRefs')}.all(p,"
                f" ({own}) && (!has(p.kind) || p.kind == 'Service')))"
            ),
            "a route copies no traffic elsewhere": (
                f"variables.rules.all(r, {optional('r.filters')}.all(f, f.type != 'RequestMirror'))"
            ),
            "a route is extended by an answer of the edge's own at most": (
                f"variables.rules.all(r, {optional('r.filters')}.all(f,"
                f" !has(f.extensionRef) || f.extensionRef.group == '{ENVOY}' &&"
                " f.extensionRef.kind == 'HTTPRouteFilter'))"
            ),
            OWN_NAMES[0]: OWN_NAMES[1],
        },
        places=TENANTS,
    )


def _listeners(region: RegionPlan) -> Policy:
    parent = "object.spec.parentRef"
    return Policy(
        name="dotmac-tenant-listeners",
        requests=(Resources(group=GATEWAY_API, resources=("listenersets",)),),
        variables={"hosts": OWN_HOSTS},
        checks={
            "listeners belong to the region's Gateway": (
                f"has({parent}.namespace) && {parent}.namespace == '{region.edge_namespace}' &&"
                f" {parent}.name == '{region.spec.edge.class_name}'"
            ),
            "every listener names one of the tenant's own hosts": (
                "object.spec.listeners.all(l, has(l.hostname) && l.hostname in variables.hosts)"
            ),
            "certificates come from the same namespace": (
                "object.spec.listeners.all(l, !has(l.tls) ||"
                f" {optional('l.tls.certificateRefs')}.all(c,"
                " !has(c.namespace) || c.namespace == object.metadata.namespace))"
            ),
            "routes come from the same namespace": (
                "object.spec.listeners.all(l, !has(l.allowedRoutes) ||"
                " !has(l.allowedRoutes.namespaces) || !has(l.allowedRoutes.namespaces.from) ||"
                " l.allowedRoutes.namespaces.from == 'Same')"
            ),
        },
        places=TENANTS,
    )


def _certificates() -> Policy:
    """The public authority signs the tenant's hosts, the internal one names of its Services."""
    issuer = "object.spec.issuerRef"
    services = (
        "!n.contains('.') ||"
        " ['', '.svc', '.svc.cluster.local'].exists(s,"
        " n.endsWith('.' + object.metadata.namespace + s))"
    )
    others = ("ipAddresses", "uris", "emailAddresses", "otherNames")
    nothing_else = " && ".join(f"!has(object.spec.{name})" for name in (*others, "literalSubject"))
    return Policy(
        name="dotmac-tenant-certificates",
        requests=(Resources(group="cert-manager.io", resources=("certificates",)),),
        variables={
            "hosts": OWN_HOSTS,
            "names": (
                f"{optional('object.spec.dnsNames')} +"
                " (has(object.spec.commonName) ? [object.spec.commonName] : [])"
            ),
        },
        checks={
            "a certificate comes from one of the two ClusterIssuers": (
                f"has({issuer}.kind) && {issuer}.kind == 'ClusterIssuer' &&"
                f" {issuer}.name in {one_of((names.PUBLIC_ISSUER, names.INTERNAL_ISSUER))}"
            ),
            "a public certificate is for the tenant's own hosts": (
                f"{issuer}.name != '{names.PUBLIC_ISSUER}' ||"
                " variables.names.all(n, n in variables.hosts)"
            ),
            "an internal certificate is for Services of its own namespace, or the tenant's hosts": (
                f"{issuer}.name != '{names.INTERNAL_ISSUER}' ||"
                f" variables.names.all(n, n in variables.hosts || {services})"
            ),
            "a certificate is for DNS names and signs nothing": (
                f"{nothing_else} && (!has(object.spec.isCA) || !object.spec.isCA) &&"
                f" {optional('object.spec.usages')}.all(u, u != 'cert sign' && u != 'crl sign')"
            ),
        },
        places=TENANTS,
    )


def _forbidden(other_edge: Mapping[str, tuple[str, ...]]) -> Policy:
    """Kinds that no tenant has: each would be a way round a rule about another kind."""
    groups: dict[str, tuple[str, ...]] = {
        "": ("podtemplates", "replicationcontrollers"),
        "apps": ("daemonsets",),
        "cert-manager.io": ("issuers",),
        "external-secrets.io": ("pushsecrets",),
        GATEWAY_API: ("grpcroutes", "referencegrants", "tcproutes", "tlsroutes", "udproutes"),
        NGINX: ("transportservers", "virtualserverroutes"),
        "resource.k8s.io": ("resourceclaims", "resourceclaimtemplates"),
    }
    for group, resources in other_edge.items():
        groups[group] = (*groups.get(group, ()), *resources)
    return Policy(
        name="dotmac-tenant-kinds",
        requests=tuple(
            Resources(group=group, resources=resources, versions=("*",))
            for group, resources in sorted(groups.items())
        ),
        checks={"a tenant's namespace holds no object of this kind": "false"},
        places=TENANTS,
    )
