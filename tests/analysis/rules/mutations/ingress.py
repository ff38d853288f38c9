"""Ways to answer in somebody else's name."""

from __future__ import annotations

from json import dumps
from typing import Any

from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    both,
    cut,
    drop,
    mutations,
    on,
    push,
    put,
)
from tests.analysis.rules.mutations.places import AP, EU, US

MASTER = "us-east-1 Ingress tenant-citynet/isp-ops-ingress"
MINION = "us-east-1 Ingress tenant-citynet/isp-ops-ingress-isp-backend"
CUSTOM = "us-east-1 Ingress tenant-fast-fiber/ops-fastfiber-com"
REMOTE = "eu-west-1 Ingress tenant-nordlicht/control-plane"
MTLS = "eu-west-1 Policy tenant-nordlicht/control-plane-mtls"
ADMIN = "us-east-1 Ingress platform-admin/platform-admin"
ADMIN_TLS = "us-east-1 Certificate platform-admin/admin-tls"
STORE_TLS = "us-east-1 Certificate tenant-citynet/secret-store-ca"
PORTAL_TLS = "ap-southeast-1 Certificate tenant-lion-net/portal-lionnet-example-tls"
ROUTE = "ap-southeast-1 HTTPRoute tenant-lion-net/isp-ops-isp-backend"
PORTAL = "ap-southeast-1 HTTPRoute tenant-lion-net/portal-lionnet-example"
LISTENERS = "ap-southeast-1 ListenerSet tenant-lion-net/portal-lionnet-example"
GATEWAY = "ap-southeast-1 Gateway envoy-gateway-system/dotmac"
REDIRECT = "ap-southeast-1 HTTPRoute envoy-gateway-system/https-redirect"
CLIENTS = "ap-southeast-1 ClientTrafficPolicy envoy-gateway-system/edge"
RADIUS = "us-east-1 Service tenant-citynet/freeradius"
CITYNET, METRO = "us-east-1 Namespace tenant-citynet", "us-east-1 Namespace tenant-metro-fiber"
LION, NORD = "ap-southeast-1 Namespace tenant-lion-net", "eu-west-1 Namespace tenant-nordlicht"
HOST = "spec.rules.0.host"
PARENT = "spec.parentRefs.0"
ROUTES = "spec.listeners.1.allowedRoutes.namespaces"


def _annotation(address: str, name: str, value: Any) -> Change:
    path = ("metadata", "annotations", name)
    return on(address, cut(path) if value is None else put(path, value))


def _label(address: str, name: str, value: str) -> Change:
    return on(address, put(("metadata", "labels", name), value))


def _claim(address: str, hosts: str) -> Change:
    return _annotation(address, "dotmac.io/hosts", hosts)


def _kind(api: str, kind: str, namespace: str) -> str:
    return f"""
        apiVersion: {api}
        kind: {kind}
        metadata: {{name: mine, namespace: {namespace}}}
        spec: {{host: admin.dotmac.com}}
    """


def _closed(host: str = "citynet.isp.dotmac.com", **fields: Any) -> str:
    """A page in the place of citynet, with other fields than it should have."""
    returned = {
        "code": 503,
        "body": "Back soon",
        "headers": [{"name": "Strict-Transport-Security", "value": "max-age=31536000"}],
    }
    spec = {
        "ingressClassName": "dotmac",
        "host": host,
        "tls": {"redirect": {"enable": True}},
        "routes": [{"path": "/", "action": {"return": returned}}],
        **fields,
    }
    return dumps(
        {
            "apiVersion": "k8s.nginx.org/v1",
            "kind": "VirtualServer",
            "metadata": {"name": "closed", "namespace": "tenant-citynet"},
            "spec": {key: value for key, value in spec.items() if value is not None},
        }
    )


def _filter(**spec: Any) -> str:
    return dumps(
        {
            "apiVersion": "gateway.envoyproxy.io/v1alpha1",
            "kind": "HTTPRouteFilter",
            "metadata": {"name": "closed", "namespace": "tenant-lion-net"},
            "spec": spec,
        }
    )


def _path(**fields: Any) -> str:
    return _closed(routes=[{"path": "/", **fields}])


GRANT = """
    apiVersion: gateway.networking.k8s.io/v1beta1
    kind: ReferenceGrant
    metadata: {name: open, namespace: tenant-lion-net}
    spec:
      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shared-services}]
      to: [{group: "", kind: Service}]
"""
OWN_GATEWAY = """
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: mine, namespace: tenant-lion-net}
    spec:
      gatewayClassName: dotmac
      listeners: [{name: http, port: 80, protocol: HTTP}]
"""
SHADOW = """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: shadow, namespace: shared-services}
    spec:
      ingressClassName: dotmac
      rules: [{host: citynet.isp.dotmac.com}]
      tls: [{hosts: [citynet.isp.dotmac.com]}]
"""
SECOND_HOME = """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-citynet
      labels: {dotmac.io/tenant-slug: citynet}
"""
PAUSED = "slug: citynet, dotmac.io/lifecycle: paused"
MIRROR = {
    "type": "RequestMirror",
    "requestMirror": {"backendRef": {"name": "isp-ops-app", "port": 3000}},
}
EXTENSION = {
    "type": "ExtensionRef",
    "extensionRef": {"group": "gateway.envoyproxy.io", "kind": "HTTPRouteFilter", "name": "x"},
}
ELSEWHERE = {"name": "loki-gateway", "namespace": "shared-services", "port": 3100}
RESOURCE = {"resource": {"apiGroup": "k8s.example.com", "kind": "Bucket", "name": "b"}}

WAYS: Ways = {
    "I01": (
        ("another's", on(MINION, put(HOST, "metro-fiber.isp.dotmac.com"))),
        ("wildcard", on(MASTER, put(HOST, "*.isp.dotmac.com"))),
        ("no host", on(CUSTOM, cut(HOST))),
        ("ours", on(ROUTE, put("spec.hostnames", ["admin.dotmac.com"]))),
        ("route for all", on(PORTAL, cut("spec.hostnames"))),
        ("listener", on(LISTENERS, put("spec.listeners.0.hostname", "*.lionnet.example"))),
        ("claim gone", _annotation(CITYNET, "dotmac.io/hosts", None)),
        ("default backend", on(ADMIN, put("spec.defaultBackend", {"service": {"name": "x"}}))),
        ("DNS", _annotation(RADIUS, "external-dns.alpha.kubernetes.io/hostname", "a.example.com")),
        ("TLS only", on(MASTER, push("spec.tls.0.hosts", "api.dotmac.com"))),
        ("platform", on(ADMIN, put(HOST, "*.dotmac.com"))),
        ("another's page", add(US, _closed("metro-fiber.isp.dotmac.com"))),
        ("our page", add(US, _closed("admin.dotmac.com"))),
        ("page for all", add(US, _closed("*.isp.dotmac.com"))),
        ("redirect leads", on(REDIRECT, put("spec.rules.0.backendRefs", [ELSEWHERE]))),
    ),
    "I02": (
        ("two tenants", _claim(METRO, "metro-fiber.isp.dotmac.com,citynet.isp.dotmac.com")),
        ("two regions", _claim(LION, "nordlicht-netz.isp.dotmac.com")),
        ("the platform's", _claim(CITYNET, "citynet.isp.dotmac.com,admin.dotmac.com")),
        ("below another's", _claim(NORD, "shop.citynet.isp.dotmac.com")),
        ("shared services", add(EU, SHADOW)),
        ("certificate", on(ADMIN_TLS, put("spec.dnsNames", ["ops.fastfiber.com"]))),
        (
            "moved across files",
            both(
                _claim(LION, "lion-net.isp.dotmac.com,ops.fastfiber.com"),
                on(ROUTE, put("spec.hostnames", ["ops.fastfiber.com"])),
            ),
        ),
    ),
    "I03": (
        ("no TLS", on(CUSTOM, cut("spec.tls"))),
        ("master without", on(MASTER, put("spec.tls.0.hosts", []))),
        ("master gone", drop(MASTER)),
        ("class", on(ADMIN, put("spec.ingressClassName", "other"))),
        ("no class", on(MINION, cut("spec.ingressClassName"))),
        ("old class", _annotation(ADMIN, "kubernetes.io/ingress.class", "dotmac")),
        ("certificate gone", drop(ADMIN_TLS)),
        ("plain listener", on(ROUTE, put(f"{PARENT}.sectionName", "http"))),
        ("any listener", on(PORTAL, cut(f"{PARENT}.sectionName"))),
        ("passed through", on(LISTENERS, put("spec.listeners.0.tls.mode", "Passthrough"))),
        ("listener's gone", drop(PORTAL_TLS)),
        (
            "foreign certificate",
            on(
                LISTENERS,
                put("spec.listeners.0.tls.certificateRefs.0.namespace", "envoy-gateway-system"),
            ),
        ),
        ("downgraded", on(GATEWAY, put("spec.listeners.1.protocol", "HTTP"))),
    ),
    "I04": (
        ("snippet", _annotation(MASTER, "nginx.org/server-snippets", "return 200;")),
        (
            "other controller",
            _annotation(ADMIN, "nginx.ingress.kubernetes.io/auth-url", "http://x"),
        ),
        ("foreign policy", _annotation(REMOTE, "nginx.org/policies", "tenant-citynet/clients")),
        ("rewrites", _annotation(MINION, "nginx.org/rewrites", "serviceName=a rewrite=/")),
        ("own issuer", _annotation(CUSTOM, "cert-manager.io/issuer", "mine")),
        ("secret", _annotation(CUSTOM, "nginx.org/basic-auth-secret", "velero/credentials")),
    ),
    "I05": (
        ("routes of all", on(GATEWAY, put(ROUTES, {"from": "All"}))),
        (
            "chosen label",
            on(GATEWAY, put(f"{ROUTES}.selector", {"matchLabels": {"edge": "yes"}})),
        ),
        ("every namespace", on(GATEWAY, put(f"{ROUTES}.selector", {}))),
        ("every host", on(GATEWAY, cut("spec.listeners.1.hostname"))),
        ("listeners of all", on(GATEWAY, put("spec.allowedListeners.namespaces.from", "All"))),
        (
            "not some",
            on(GATEWAY, put(f"{ROUTES}.selector.matchExpressions.0.operator", "NotIn")),
        ),
        (
            "tenant's routes",
            on(LISTENERS, put("spec.listeners.0.allowedRoutes.namespaces.from", "All")),
        ),
        ("grant", add(AP, GRANT)),
        ("own edge", add(AP, OWN_GATEWAY)),
        ("other parent", on(ROUTE, put(f"{PARENT}.namespace", "tenant-lion-net"))),
        ("foreign listeners", on(PORTAL, put(f"{PARENT}.namespace", "shared-services"))),
    ),
    "I06": (
        ("wildcard", on(PORTAL_TLS, put("spec.dnsNames", ["*.isp.dotmac.com"]))),
        ("another's", on(PORTAL_TLS, push("spec.dnsNames", "citynet.isp.dotmac.com"))),
        (
            "another's Service",
            on(STORE_TLS, put("spec.dnsNames", ["redis.tenant-metro-fiber.svc"])),
        ),
        ("common name", on(STORE_TLS, put("spec.commonName", "openbao.platform-admin.svc"))),
        ("authority", on(STORE_TLS, put("spec.isCA", True))),
        ("platform's authority", on(ADMIN_TLS, put("spec.usages", ["cert sign"]))),
        ("own issuer", on(STORE_TLS, put("spec.issuerRef", {"kind": "Issuer", "name": "mine"}))),
        ("bootstrap", on(ADMIN_TLS, put("spec.issuerRef.name", "dotmac-bootstrap"))),
        ("addresses", on(PORTAL_TLS, put("spec.ipAddresses", ["10.0.0.1"]))),
        ("issuer", add(US, _kind("cert-manager.io/v1", "Issuer", "tenant-citynet"))),
        ("by annotation", _annotation(CUSTOM, "cert-manager.io/cluster-issuer", "bootstrap")),
    ),
    "I07": (
        ("no HSTS", _annotation(MASTER, "nginx.org/hsts", "false")),
        ("a day of HSTS", _annotation(ADMIN, "nginx.org/hsts-max-age", "86400")),
        ("bodies", _annotation(CUSTOM, "nginx.org/client-max-body-size", "0")),
        ("rate", _annotation(MASTER, "nginx.org/limit-req-rate", None)),
        ("shared rate", _annotation(ADMIN, "nginx.org/limit-req-key", "${host}")),
        ("redirect", _annotation(CUSTOM, "nginx.org/ssl-redirect", "false")),
        ("mutual TLS", on(MTLS, put("spec.ingressMTLS.verifyClient", "optional"))),
        ("mutual TLS gone", _annotation(REMOTE, "nginx.org/policies", "control-plane-clients")),
        ("route's HSTS", on(ROUTE, cut("spec.rules.0.filters"))),
        ("second rule's HSTS", on(PORTAL, cut("spec.rules.1.filters"))),
        ("time-out", on(ROUTE, cut("spec.rules.0.timeouts"))),
        ("old TLS", on(CLIENTS, put("spec.tls.minVersion", "1.0"))),
        ("clients", drop(CLIENTS)),
    ),
    "I08": (
        ("our domain", _claim(CITYNET, "citynet.isp.dotmac.com,login.dotmac.com")),
        ("wildcard", _claim(METRO, "*.metro.example")),
        ("spaces", _claim(METRO, "metro-fiber.isp.dotmac.com, metro.example")),
        ("capitals", _claim(METRO, "Metro.example")),
        ("reserved", _claim(NORD, "admin.isp.dotmac.com")),
        ("below another", _claim(NORD, "vpn.harbor-link.isp.dotmac.com")),
        ("control plane", _claim(NORD, "citynet.control-plane.isp.dotmac.com")),
        ("name", _label(CITYNET, "dotmac.io/tenant-slug", "admin")),
        ("misspelt", _label(METRO, "dotmac.io/tenant-slug", "metro--fiber")),
    ),
    "I09": (
        (
            "VirtualServerRoute",
            add(US, _kind("k8s.nginx.org/v1", "VirtualServerRoute", "tenant-citynet")),
        ),
        (
            "TLSRoute",
            add(AP, _kind("gateway.networking.k8s.io/v1alpha2", "TLSRoute", "tenant-lion-net")),
        ),
        ("IngressRoute", add(EU, _kind("traefik.io/v1alpha1", "IngressRoute", "tenant-nordlicht"))),
        ("DNS", add(US, _kind("externaldns.k8s.io/v1alpha1", "DNSEndpoint", "tenant-citynet"))),
        (
            "patches",
            add(AP, _kind("gateway.envoyproxy.io/v1alpha1", "EnvoyPatchPolicy", "tenant-lion-net")),
        ),
        ("VPN", add(US, _kind("k8s.nginx.org/v1", "TransportServer", "tenant-fast-fiber-vpn"))),
    ),
    "I10": (
        ("served twice", add(EU, SECOND_HOME.replace("slug: citynet", PAUSED))),
        ("two regions", add(EU, SECOND_HOME)),
        ("one number", _label(METRO, "dotmac.io/tenant-id", "citynet-broadband-7")),
        ("one number, two regions", _label(LION, "dotmac.io/tenant-id", "fast-fiber-isp-123")),
        ("one name", _label(LION, "dotmac.io/tenant-slug", "citynet")),
    ),
    "I11": (
        ("other namespace", on(ROUTE, push("spec.rules.0.backendRefs", ELSEWHERE))),
        ("mirror", on(ROUTE, push("spec.rules.0.filters", MIRROR))),
        ("extension", on(PORTAL, push("spec.rules.0.filters", {"type": "ExtensionRef"}))),
        ("nobody's filter", on(PORTAL, push("spec.rules.0.filters", EXTENSION))),
        ("resource", on(MINION, put("spec.rules.0.http.paths.0.backend", RESOURCE))),
        ("nobody's", on(MINION, put("spec.rules.0.http.paths.0.backend.service.name", "x"))),
        ("port", on(ROUTE, put("spec.rules.0.backendRefs.0.port", 5432))),
        ("Service gone", drop("us-east-1 Service platform-admin/platform-backend")),
        ("policy gone", drop(MTLS)),
        ("kind", on(ROUTE, put("spec.rules.0.backendRefs.0.kind", "Backend"))),
    ),
    "I12": (
        ("upstream", add(US, _closed(upstreams=[{"name": "x", "service": "x", "port": 80}]))),
        ("passes on", add(US, _path(action={"pass": "x"}))),
        ("proxies", add(US, _path(action={"proxy": {"upstream": "x"}}))),
        ("redirects", add(US, _path(action={"redirect": {"url": "http://example.com"}}))),
        ("delegates", add(US, _path(route="tenant-metro-fiber/app"))),
        ("splits", add(US, _path(splits=[{"weight": 100, "action": {"pass": "x"}}]))),
        ("server snippet", add(US, _closed(**{"server-snippets": "proxy_pass http://x;"}))),
        ("snippet of all", add(US, _closed(**{"http-snippets": "include /etc/passwd;"}))),
        ("foreign policy", add(US, _closed(policies=[{"name": "x", "namespace": "velero"}]))),
        ("no TLS", add(US, _closed(tls=None))),
        ("plain too", add(US, _closed(tls={"redirect": {"enable": False}}))),
        ("nobody's key", add(US, _closed(tls={"secret": "x", "redirect": {"enable": True}}))),
        ("other edge", add(US, _closed(ingressClassName="other"))),
        ("any edge", add(US, _closed(ingressClassName=None))),
        ("no HSTS", add(US, _path(action={"return": {"code": 503, "body": "Back soon"}}))),
        ("echo", add(US, _path(action={"return": {"body": "${request_uri}"}}))),
        ("nothing", add(US, _closed(routes=[]))),
        ("no list", add(US, _closed(routes="all"))),
        ("DNS", add(US, _closed(externalDNS={"enable": True}))),
        ("rewrites", add(AP, _filter(urlRewrite={"hostname": {"type": "Header"}}))),
        ("credentials", add(AP, _filter(directResponse={}, credentialInjection={}))),
        ("elsewhere", add(AP, _filter(directResponse={"body": {"type": "ValueRef"}}))),
    ),
}

MUTATIONS = mutations(WAYS)
