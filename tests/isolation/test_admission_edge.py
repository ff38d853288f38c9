from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from dotmac_manifests.isolation.admission_edge import edge_policies
from tests.fleet import seed_plan
from tests.isolation.admitted import TENANT, VPN, Request, refusals, rendered

Body = dict[str, Any]
INGRESS, GATEWAY = "us-east-1", "ap-southeast-1"
HOST, CUSTOM, FOREIGN = "fast-fiber.isp.dotmac.com", "ops.fastfiber.com", "citynet.isp.dotmac.com"
API = "gateway.networking.k8s.io"
PARENT: Body = {"kind": "Gateway", "name": "dotmac", "namespace": "envoy-gateway-system"}


@cache
def policies(region: str) -> list[Body]:
    return rendered(edge_policies(seed_plan().regions[region]))


def judged(
    region: str, api: str, kind: str, spec: Body, annotations: Any = None, place: Body = TENANT
) -> list[str]:
    name = place["metadata"]["name"]
    metadata: Body = {"name": "x", "namespace": name}
    if annotations is not None:
        metadata["annotations"] = annotations
    obj = {"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec}
    return refusals(policies(region), Request(obj=obj, namespace=place))


def rule(host: str = HOST, **backend: Any) -> Body:
    backend = backend or {"service": {"name": "isp-backend", "port": {"number": 8000}}}
    return {"host": host, "http": {"paths": [{"path": "/", "backend": backend}]}}


def ingress(annotations: Any = None, **fields: Any) -> list[str]:
    spec = {
        "ingressClassName": "dotmac",
        "rules": [rule()],
        "tls": [{"hosts": [HOST]}],
        **fields,
    }
    return judged(INGRESS, "networking.k8s.io/v1", "Ingress", spec, annotations)


def test_an_ingress_of_ones_own_hosts_passes() -> None:
    assert ingress() == []
    known = {
        "nginx.org/hsts": "true",
        "nginx.org/policies": "clients,limits",
        "cert-manager.io/cluster-issuer": "letsencrypt",
        "external-dns.alpha.kubernetes.io/hostname": HOST,
    }
    assert ingress(known, rules=[rule(), rule(CUSTOM)], tls=[{"hosts": [HOST, CUSTOM]}]) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ingressClassName": "other"}, "of class dotmac"),
        ({"rules": [rule(FOREIGN)]}, "own hosts"),
        ({"rules": [rule("*.isp.dotmac.com")]}, "own hosts"),
        ({"rules": [{"http": rule()["http"]}]}, "own hosts"),
        ({"rules": []}, "own hosts"),
        ({"tls": [{"hosts": [FOREIGN]}]}, "TLS is on"),
        ({"tls": [{"secretName": "x"}]}, "TLS is on"),
        ({"defaultBackend": {"service": {"name": "x"}}}, "default backend"),
        ({"rules": [rule(resource={"kind": "Bucket", "name": "x"})]}, "Services only"),
    ],
)
def test_an_ingress_of_other_hosts_or_shapes_is_refused(fields: Body, message: str) -> None:
    assert [text for text in ingress(**fields) if message in text]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nginx.org/server-snippets", "x"),
        ("nginx.org/location-snippets", "x"),
        ("nginx.ingress.kubernetes.io/configuration-snippet", "x"),
        ("nginx.ingress.kubernetes.io/auth-url", "x"),
        ("kubernetes.io/ingress.class", "dotmac"),
        ("nginx.org/policies", "tenant-citynet/clients"),
        ("nginx.org/basic-auth-secret", "tenant-citynet/users"),
        ("external-dns.alpha.kubernetes.io/hostname", "admin.dotmac.com"),
    ],
)
def test_an_annotation_that_reaches_further_is_refused(key: str, value: str) -> None:
    assert len(ingress({key: value})) == 1


def test_minions_without_tls_pass_beside_their_master() -> None:
    kind = "nginx.org/mergeable-ingress-type"
    minion = {"ingressClassName": "dotmac", "rules": [rule()]}
    api = "networking.k8s.io/v1"
    assert judged(INGRESS, api, "Ingress", minion, {kind: "minion"}) == []
    assert judged(INGRESS, api, "Ingress", minion, {kind: "master"})
    assert judged(INGRESS, api, "Ingress", minion)


def route(**fields: Any) -> list[str]:
    spec = {
        "hostnames": [HOST],
        "parentRefs": [PARENT],
        "rules": [{"backendRefs": [{"kind": "Service", "name": "isp-backend", "port": 8000}]}],
        **fields,
    }
    return judged(GATEWAY, f"{API}/v1", "HTTPRoute", spec)


def test_a_route_of_ones_own_hosts_passes() -> None:
    assert route() == []
    assert route(hostnames=[CUSTOM], parentRefs=[{"kind": "ListenerSet", "name": "ops"}]) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hostnames": [FOREIGN]}, "own"),
        ({"hostnames": ["*.isp.dotmac.com"]}, "own"),
        ({"hostnames": []}, "own"),
        ({"parentRefs": []}, "hangs on"),
        ({"parentRefs": [{**PARENT, "namespace": "other"}]}, "hangs on"),
        ({"parentRefs": [{"kind": "Gateway", "name": "dotmac"}]}, "hangs on"),
        ({"parentRefs": [{"kind": "Service", "name": "x"}]}, "hangs on"),
        (
            {"parentRefs": [{"kind": "ListenerSet", "name": "x", "namespace": "tenant-citynet"}]},
            "hangs on",
        ),
        (
            {"rules": [{"backendRefs": [{"name": "x", "namespace": "tenant-citynet"}]}]},
            "own namespace",
        ),
        ({"rules": [{"backendRefs": [{"name": "x", "kind": "Backend"}]}]}, "own namespace"),
        ({"rules": [{"filters": [{"type": "RequestMirror"}]}]}, "copies no traffic"),
    ],
)
def test_a_route_that_reaches_further_is_refused(fields: Body, message: str) -> None:
    assert [text for text in route(**fields) if message in text]


def listeners(parent: Body = PARENT, **listener: Any) -> list[str]:
    filled = {
        "name": "https",
        "hostname": CUSTOM,
        "tls": {"certificateRefs": [{"name": "ops-tls"}]},
        "allowedRoutes": {"namespaces": {"from": "Same"}},
        **listener,
    }
    spec = {"parentRef": parent, "listeners": [filled]}
    return judged(GATEWAY, f"{API}/v1", "ListenerSet", spec)


def test_a_listener_of_a_custom_domain_passes() -> None:
    assert listeners() == []


@pytest.mark.parametrize(
    "listener",
    [
        {"hostname": FOREIGN},
        {"hostname": "*.com"},
        {"tls": {"certificateRefs": [{"name": "x", "namespace": "envoy-gateway-system"}]}},
        {"allowedRoutes": {"namespaces": {"from": "All"}}},
        {"parent": {**PARENT, "namespace": "other"}},
    ],
)
def test_a_listener_that_reaches_further_is_refused(listener: Body) -> None:
    assert len(listeners(**listener)) == 1


def certificate(issuer: str, place: Body = TENANT, **fields: Any) -> list[str]:
    spec = {"issuerRef": {"kind": "ClusterIssuer", "name": issuer}, **fields}
    return judged(INGRESS, "cert-manager.io/v1", "Certificate", spec, place=place)


def test_certificates_of_ones_own_names_pass() -> None:
    assert certificate("letsencrypt", dnsNames=[CUSTOM]) == []
    assert certificate("dotmac-internal", dnsNames=["redis", "redis.tenant-fast-fiber.svc"]) == []
    assert certificate("dotmac-internal", dnsNames=[HOST]) == []
    name = "secret-store.tenant-fast-fiber-vpn"
    assert certificate("dotmac-internal", VPN, commonName=name, dnsNames=[f"{name}.svc"]) == []


@pytest.mark.parametrize(
    ("issuer", "fields", "message"),
    [
        ("letsencrypt", {"dnsNames": [FOREIGN]}, "public certificate"),
        ("letsencrypt", {"dnsNames": ["*.isp.dotmac.com"]}, "public certificate"),
        ("letsencrypt", {"dnsNames": [HOST], "commonName": FOREIGN}, "public certificate"),
        ("dotmac-internal", {"dnsNames": ["redis.tenant-citynet.svc"]}, "internal certificate"),
        ("dotmac-internal", {"dnsNames": [FOREIGN]}, "internal certificate"),
        ("dotmac-bootstrap", {"dnsNames": ["redis"]}, "two ClusterIssuers"),
        ("dotmac-internal", {"dnsNames": ["redis"], "isCA": True}, "signs nothing"),
        ("dotmac-internal", {"dnsNames": ["redis"], "usages": ["cert sign"]}, "signs nothing"),
        ("dotmac-internal", {"uris": ["spiffe://x"]}, "DNS names"),
    ],
)
def test_other_certificates_are_refused(issuer: str, fields: Body, message: str) -> None:
    assert [text for text in certificate(issuer, **fields) if message in text]


@pytest.mark.parametrize(
    ("region", "api", "kind"),
    [
        (INGRESS, "apps/v1", "DaemonSet"),
        (INGRESS, f"{API}/v1beta1", "ReferenceGrant"),
        (INGRESS, f"{API}/v1", "HTTPRoute"),
        (INGRESS, "k8s.nginx.org/v1", "VirtualServerRoute"),
        (GATEWAY, "k8s.nginx.org/v1", "VirtualServer"),
        (GATEWAY, "networking.k8s.io/v1", "Ingress"),
        (GATEWAY, f"{API}/v1", "TCPRoute"),
        (GATEWAY, "external-secrets.io/v1alpha1", "PushSecret"),
    ],
)
def test_kinds_that_no_tenant_has_are_refused(region: str, api: str, kind: str) -> None:
    [refused] = judged(region, api, kind, {})
    assert refused.startswith("dotmac-tenant-kinds")


ANSWER: Body = {"path": "/", "action": {"return": {"code": 503, "body": "Back soon"}}}


def virtual_server(**fields: Any) -> list[str]:
    spec = {"ingressClassName": "dotmac", "host": HOST, "tls": {}, "routes": [ANSWER], **fields}
    spec = {key: value for key, value in spec.items() if value is not None}
    return judged(INGRESS, "k8s.nginx.org/v1", "VirtualServer", spec)


def test_an_answer_of_the_edges_own_passes_for_ones_own_hosts() -> None:
    redirect = {"redirect": {"enable": True, "code": 308}}
    assert virtual_server(tls=redirect) == []
    assert virtual_server(host=CUSTOM, tls={"secret": "ops-fastfiber-com-tls", **redirect}) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"host": FOREIGN},
        {"host": "*.isp.dotmac.com"},
        {"host": None},
        {"ingressClassName": "other"},
        {"ingressClassName": None},
        {"tls": None},
        {"tls": {"secret": "tenant-citynet/portal-tls"}},
        {"tls": {"cert-manager": {"cluster-issuer": "letsencrypt"}}},
        {"upstreams": [{"name": "x", "service": "isp-backend", "port": 8000}]},
        {"routes": [{"path": "/", "action": {"pass": "x"}}]},
        {"routes": [{"path": "/", "action": {"proxy": {"upstream": "x"}}}]},
        {"routes": [ANSWER, {"path": "/x", "action": {"redirect": {"url": "http://x"}}}]},
        {"routes": [{"path": "/", "route": "tenant-citynet/portal"}]},
        {"routes": [{**ANSWER, "location-snippets": "proxy_pass http://x;"}]},
        {"routes": [{**ANSWER, "policies": [{"name": "x", "namespace": "tenant-citynet"}]}]},
        {"routes": None},
        {"server-snippets": "return 200;"},
        {"http-snippets": "x"},
        {"policies": [{"name": "x"}]},
        {"externalDNS": {"enable": True}},
        {"listener": {"http": "x"}},
        {"internalRoute": True},
    ],
    ids=str,
)
def test_a_virtual_server_that_does_more_is_refused(fields: Body) -> None:
    assert virtual_server(**fields)


def route_filter(**spec: Any) -> list[str]:
    return judged(GATEWAY, "gateway.envoyproxy.io/v1alpha1", "HTTPRouteFilter", spec)


def test_a_filter_only_answers() -> None:
    body = {"type": "Inline", "inline": "Back soon"}
    assert route_filter(directResponse={"statusCode": 503, "body": body}) == []
    assert route_filter(directResponse={"statusCode": 503}) == []
    reference = {"type": "ValueRef", "valueRef": {"kind": "ConfigMap", "name": "x"}}
    assert route_filter(directResponse={"body": reference})
    assert route_filter(directResponse={"body": body}, credentialInjection={})
    assert route_filter(urlRewrite={"hostname": {"type": "Header", "header": "x"}})
    assert route_filter()


@pytest.mark.parametrize(
    ("group", "kind", "passes"),
    [
        ("gateway.envoyproxy.io", "HTTPRouteFilter", True),
        ("gateway.envoyproxy.io", "Backend", False),
        ("example.org", "HTTPRouteFilter", False),
    ],
)
def test_a_route_is_extended_by_such_a_filter_only(group: str, kind: str, passes: bool) -> None:
    reference = {"group": group, "kind": kind, "name": "maintenance"}
    rules = [{"filters": [{"type": "ExtensionRef", "extensionRef": reference}]}]
    assert (route(rules=rules) == []) is passes


def test_each_edge_refuses_the_answers_of_the_other() -> None:
    server = {"ingressClassName": "dotmac", "host": HOST, "tls": {}, "routes": [ANSWER]}
    assert judged(GATEWAY, "k8s.nginx.org/v1", "VirtualServer", server)
    answer = {"directResponse": {"statusCode": 503}}
    assert judged(INGRESS, "gateway.envoyproxy.io/v1alpha1", "HTTPRouteFilter", answer)
