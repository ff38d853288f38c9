"""Services, hosts, routes and certificates that an API server must not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.rules.admission._wrong import (
    OTHER,
    PROBE,
    Place,
    Wrong,
    also,
    cut,
    has,
    push,
    put,
)

HOST = f"{PROBE}.example.org"
RECORD = ("metadata", "annotations", "external-dns.alpha.kubernetes.io/hostname")
MERGED = ("metadata", "annotations", "nginx.org/mergeable-ingress-type")


def _typed(kind: str) -> Callable[[Body], bool]:
    return lambda body: mapping(body, "spec").get("type") == kind


def _record(what: str, place: Place) -> Iterator[Wrong]:
    foreign = f"{what} that asks for a DNS record of {HOST}"
    yield Wrong(foreign, put(RECORD, HOST))
    yield Wrong(f"{foreign} beside its own", put(RECORD, f"{place.hosts[0]},{HOST}"))


def services(place: Place) -> Iterator[Wrong]:
    """Services of a tenant's namespace."""
    inner, outer = _typed("ClusterIP"), _typed("LoadBalancer")
    for kind in ("NodePort", "ExternalName", "LoadBalancer"):
        yield Wrong(f"a Service of type {kind}", put("spec.type", kind), inner)
    port = {"name": PROBE, "port": 80, "nodePort": 30080}
    yield Wrong("a Service with a node port", push("spec.ports", port))
    yield Wrong("a Service without selector", cut("spec.selector"), inner)
    yield Wrong("a Service with an empty selector", put("spec.selector", {}), inner)
    yield Wrong("a Service with external addresses", put("spec.externalIPs", ["192.0.2.1"]))
    yield Wrong("a Service that is another name", put("spec.externalName", HOST))
    yield Wrong("a Service that claims an address", put("spec.loadBalancerIP", "192.0.2.1"))
    selector = {"app.kubernetes.io/name": OTHER}
    yield Wrong("a load balancer of another workload", put("spec.selector", selector), outer)
    yield Wrong("a load balancer of pods without name", put("spec.selector", {"x": PROBE}), outer)
    yield Wrong("a load balancer for everybody", cut("spec.loadBalancerSourceRanges"), outer)
    yield Wrong("a load balancer for nobody", put("spec.loadBalancerSourceRanges", []), outer)
    hidden = put("spec.externalTrafficPolicy", "Cluster")
    yield Wrong("a load balancer that hides clients", hidden, outer)
    yield Wrong("a load balancer of another class", put("spec.loadBalancerClass", OTHER), outer)
    yield Wrong("a load balancer of no class", cut("spec.loadBalancerClass"), outer)
    ported = put("spec.allocateLoadBalancerNodePorts", True)
    yield Wrong("a load balancer with node ports", ported, outer)
    unsaid = cut("spec.allocateLoadBalancerNodePorts")
    yield Wrong("a load balancer that says nothing of node ports", unsaid, outer)
    yield from _record("a Service", place)


def ingresses(place: Place) -> Iterator[Wrong]:
    """Ingresses of a tenant's namespace."""
    yield Wrong("an Ingress of another class", put("spec.ingressClassName", OTHER))
    yield Wrong("an Ingress of no class", cut("spec.ingressClassName"))
    for host in (HOST, "*.example.org", ""):
        rule = {"host": host, "http": {"paths": []}} if host else {"http": {"paths": []}}
        what = f"an Ingress of host {host or 'any'}"
        yield Wrong(what, put("spec.rules", [rule]))
        yield Wrong(f"{what} beside its own", push("spec.rules", rule))
    yield Wrong("an Ingress without rules", cut("spec.rules"))
    secured = has("spec", "tls")
    yield Wrong("an Ingress without TLS", also(put(MERGED, "master"), cut("spec.tls")), secured)
    yield Wrong("an Ingress with TLS of no host", push("spec.tls", {"secretName": PROBE}), secured)
    for hosts in ([HOST], ["*.example.org"]):
        what = f"an Ingress with TLS for {hosts[0]}"
        yield Wrong(what, push("spec.tls", {"hosts": hosts}), secured)
        yield Wrong(f"{what} beside its own", push("spec.tls.hosts", *hosts), secured)
    backend = {"service": {"name": PROBE, "port": {"number": 80}}}
    yield Wrong("an Ingress with a default backend", put("spec.defaultBackend", backend))

    bucket = {"kind": "Bucket", "name": PROBE}
    for what, target in (
        ("to something else than a Service", {"resource": bucket}),
        ("to a Service and something else", {**backend, "resource": bucket}),
    ):
        found = {"path": "/", "pathType": "Prefix", "backend": target}
        edit = push("spec.rules.http.paths", found)
        yield Wrong(f"an Ingress {what}", edit, _has_paths)
        rule = {"host": place.hosts[0], "http": {"paths": [found]}}
        yield Wrong(f"an Ingress with a rule {what}", push("spec.rules", rule), _has_paths)
    for key in (
        "nginx.org/server-snippets",
        "nginx.org/location-snippets",
        "nginx.ingress.kubernetes.io/configuration-snippet",
        "nginx.ingress.kubernetes.io/auth-url",
        "traefik.ingress.kubernetes.io/router.middlewares",
        "example.org/nginx.org/hsts",
    ):
        edit = put(("metadata", "annotations", key), PROBE)
        yield Wrong(f"an Ingress with annotation {key}", edit)
    for key in ("nginx.org/policies", "nginx.org/basic-auth-secret"):
        edit = put(("metadata", "annotations", key), f"{PROBE}/{PROBE}")
        yield Wrong(f"an Ingress whose {key} is another namespace's", edit)
    yield from _record("an Ingress", place)


def _has_paths(body: Body) -> bool:
    return all(items(rule, "http", "paths") for rule in items(body, "spec", "rules"))


def routes(place: Place) -> Iterator[Wrong]:
    """HTTPRoutes of a tenant's namespace."""
    for host in (HOST, "*.example.org"):
        yield Wrong(f"a route of host {host}", put("spec.hostnames", [host]))
        yield Wrong(f"a route of host {host} beside its own", push("spec.hostnames", host))
    yield Wrong("a route without host", cut("spec.hostnames"))
    yield Wrong("a route of no host", put("spec.hostnames", []))
    yield Wrong("a route without parent", cut("spec.parentRefs"))
    kinds = ("Gateway", OTHER, "kube-system"), ("Gateway", OTHER, ""), ("Service", OTHER, "")
    for kind, name, space in (*kinds, ("ListenerSet", PROBE, place.other)):
        parent = {"kind": kind, "name": name} | ({"namespace": space} if space else {})
        yield Wrong(
            f"a route on {kind} {name} of {space or 'its own'}", push("spec.parentRefs", parent)
        )

    elsewhere = put("spec.parentRefs.namespace", place.other)
    yield Wrong("a route on a parent of another namespace", elsewhere)
    yield Wrong("a route on another Gateway", put("spec.parentRefs.name", OTHER), _on_gateway)
    for what, backend in (
        ("another namespace's Service", {"name": PROBE, "namespace": place.other}),
        ("something else than a Service", {"name": PROBE, "kind": "Backend"}),
    ):
        yield Wrong(f"a route to {what}", push("spec.rules", {"backendRefs": [backend]}))
    mirror = {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": PROBE}}}
    yield Wrong("a route that copies requests", push("spec.rules", {"filters": [mirror]}))
    for group, kind in (("gateway.envoyproxy.io", OTHER), (OTHER, "HTTPRouteFilter")):
        extension = {"group": group, "kind": kind, "name": PROBE}
        extended = {"filters": [{"type": "ExtensionRef", "extensionRef": extension}]}
        yield Wrong(f"a route that {kind} of {group} extends", push("spec.rules", extended))
    yield from _record("a route", place)


def _on_gateway(body: Body) -> bool:
    parents = items(body, "spec", "parentRefs")
    return all(mapping(parent).get("kind", "Gateway") == "Gateway" for parent in parents)


def virtual_servers(place: Place) -> Iterator[Wrong]:
    """VirtualServers of a tenant's namespace."""
    what = "a VirtualServer"
    yield Wrong(f"{what} of another class", put("spec.ingressClassName", OTHER))
    yield Wrong(f"{what} of no class", cut("spec.ingressClassName"))
    for host in (HOST, "*.example.org"):
        yield Wrong(f"{what} of host {host}", put("spec.host", host))
    yield Wrong(f"{what} of no host", cut("spec.host"))
    yield Wrong(f"{what} without TLS", cut("spec.tls"))
    foreign = put("spec.tls.secret", f"{place.other}/{PROBE}")
    yield Wrong(f"{what} with another namespace's key", foreign)
    issuer = {"cluster-issuer": PROBE}
    yield Wrong(f"{what} that asks for a certificate", put("spec.tls.cert-manager", issuer))
    upstream = {"name": PROBE, "service": PROBE, "port": 80}
    yield Wrong(f"{what} with an upstream", push("spec.upstreams", upstream))
    for field in ("http-snippets", "server-snippets", "dos"):
        yield Wrong(f"{what} with {field}", put(f"spec.{field}", PROBE))
    named = {"name": PROBE, "namespace": place.other}
    yield Wrong(f"{what} with another namespace's policy", push("spec.policies", named))
    record = put("spec.externalDNS", {"enable": True})
    yield Wrong(f"{what} that asks for a DNS record", record)
    yield Wrong(f"{what} on another listener", put("spec.listener", {"https": PROBE}))
    for way, action in (
        ("passes on", {"pass": PROBE}),
        ("proxies", {"proxy": {"upstream": PROBE}}),
        ("redirects", {"redirect": {"url": f"http://{HOST}"}}),
    ):
        route = {"path": f"/{PROBE}", "action": action}
        yield Wrong(f"{what} that {way}", push("spec.routes", route))
    delegated = {"path": f"/{PROBE}", "route": f"{place.other}/{PROBE}"}
    yield Wrong(f"{what} that delegates a path", push("spec.routes", delegated))
    snippet = put("spec.routes.location-snippets", PROBE)
    yield Wrong(f"{what} with a snippet for a path", snippet)


def route_filters(_: Place) -> Iterator[Wrong]:
    """HTTPRouteFilters of a tenant's namespace."""
    what = "a filter of routes"
    yield Wrong(f"{what} that does nothing", put("spec", {}))
    for field in ("credentialInjection", "urlRewrite"):
        yield Wrong(f"{what} with {field}", put(f"spec.{field}", {}))
    body = {"type": "ValueRef", "valueRef": {"kind": "ConfigMap", "name": PROBE}}
    yield Wrong(f"{what} with a text from elsewhere", put("spec.directResponse.body", body))


def listeners(place: Place) -> Iterator[Wrong]:
    """ListenerSets of a tenant's namespace."""
    yield Wrong("listeners of another Gateway", put("spec.parentRef.name", OTHER))
    yield Wrong("listeners of another namespace's Gateway", put("spec.parentRef.namespace", OTHER))
    yield Wrong("listeners of a Gateway of their own", cut("spec.parentRef.namespace"))
    for what, listener in (
        ("for everybody's hosts", {}),
        (f"for {HOST}", {"hostname": HOST}),
        ("for *.example.org", {"hostname": "*.example.org"}),
    ):
        yield Wrong(f"a listener {what}", push("spec.listeners", {"name": PROBE, **listener}))
    refs = [{"name": PROBE, "namespace": place.other}]
    keys = push("spec.listeners.tls.certificateRefs", *refs)
    yield Wrong("a listener with another namespace's key", keys)
    for who in ("All", "Selector"):
        edit = put("spec.listeners.allowedRoutes.namespaces.from", who)
        yield Wrong(f"a listener for routes from {who}", edit)


def certificates(place: Place) -> Iterator[Wrong]:
    """Certificates of a tenant's namespace."""
    for field, value in (("kind", "Issuer"), ("name", OTHER)):
        yield Wrong(
            f"a certificate of another issuer's {field}", put(f"spec.issuerRef.{field}", value)
        )
    yield Wrong("a certificate of an Issuer by default", cut("spec.issuerRef.kind"))
    for issuer in (*place.site.edge.public_issuers, *place.site.edge.internal_issuers):
        public = issuer in place.site.edge.public_issuers
        by = put("spec.issuerRef", {"kind": "ClusterIssuer", "name": issuer})
        own = (f"{PROBE}.{place.name}.svc",) if public else ()
        service = f"{PROBE}.{place.other}.svc"
        for name in (HOST, "*.example.org", service, f"{service}.cluster.local", *own):
            what = f"a certificate of {issuer} for {name}"
            names = [*place.hosts, name] if public else [name]
            yield Wrong(what, also(by, put("spec.dnsNames", names), cut("spec.commonName")))
            yield Wrong(f"{what} as its common name", also(by, put("spec.commonName", name)))
    others: tuple[tuple[str, Any], ...] = (
        ("ipAddresses", ["192.0.2.1"]),
        ("uris", ["spiffe://probe"]),
        ("emailAddresses", ["probe@example.org"]),
        ("otherNames", [{"oid": "1.2", "utf8Value": PROBE}]),
        ("literalSubject", f"CN={HOST}"),
        ("isCA", True),
    )
    for field, value in others:
        yield Wrong(f"a certificate with {field}", put(f"spec.{field}", value))
    for usage in ("cert sign", "crl sign"):
        yield Wrong(f"a certificate for {usage}", push("spec.usages", usage))
