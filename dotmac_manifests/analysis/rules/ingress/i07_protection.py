"""Public hosts insist on TLS and bound what one client may ask for.

Why: without HSTS the first request of a visit can be answered by anybody; without a bound on the
size of requests and on their rate, one client takes the edge from all tenants.

Reads: Ingresses of the NGINX edge, minions apart, which have them from their master: redirection to
TLS, HSTS for a year, the size of bodies, a rate for each client and a time-out. A host whose
certificate comes from an internal issuer has no browsers: there a Policy of the namespace with
mutual TLS takes the place of HSTS. HTTPRoutes that lead anywhere: a Strict-Transport-Security
header of a year on every rule, and a time-out on those with a backend. Each Gateway: a
ClientTrafficPolicy of its namespace for all of it, with TLS 1.2 or better and a time-out for
receiving a request.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      ingressClassName: dotmac
      rules:
        - host: acme.isp.dotmac.com

Clean:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: app
      namespace: tenant-acme
      annotations:
        nginx.org/client-max-body-size: 20m
        nginx.org/hsts: "true"
        nginx.org/hsts-max-age: "31536000"
        nginx.org/limit-req-key: ${binary_remote_addr}
        nginx.org/limit-req-rate: 100r/s
        nginx.org/proxy-read-timeout: 75s
        nginx.org/ssl-redirect: "true"
    spec:
      ingressClassName: dotmac
      rules:
        - host: acme.isp.dotmac.com

Source: RFC 6797; OWASP API Security 2023 API4;
https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import GATEWAY_API, minion, redirects_only
from dotmac_manifests.analysis.rules.rule import Broken, Rule

YEAR = 31536000
ISSUER = "cert-manager.io/cluster-issuer"
NGINX = "nginx.org/"
WANTED: Mapping[str, re.Pattern[str]] = {
    "client-max-body-size": re.compile(r"[1-9]\d*[kKmM]?"),
    "limit-req-key": re.compile(r"\$\{(binary_)?remote_addr\}"),
    "limit-req-rate": re.compile(r"[1-9]\d*r/[sm]"),
    "proxy-read-timeout": re.compile(r"[1-9]\d*(ms|s|m)"),
    "ssl-redirect": re.compile("true"),
}
_AGE = re.compile(r"max-age=(\d+)")


def check(facts: Facts) -> Iterator[Broken]:
    """Hosts that lack a protection."""
    for ingress in facts.kind("Ingress", "networking.k8s.io"):
        if not minion(ingress):
            yield from _ingress(facts, ingress)
    for route in facts.kind("HTTPRoute", GATEWAY_API):
        if not redirects_only(route):
            yield from _route(route)
    for gateway in facts.kind("Gateway", GATEWAY_API):
        yield from _gateway(facts, gateway)


def _ingress(facts: Facts, ingress: Manifest) -> Iterator[Broken]:
    annotations = mapping(ingress.body, "metadata", "annotations")
    path = ("metadata", "annotations")
    for name, pattern in WANTED.items():
        value = annotations.get(f"{NGINX}{name}")
        if not pattern.fullmatch(str(value)):
            yield Broken(
                ingress,
                f"Ingress {ingress.ref.name} has {name} {value if value else 'unset'}",
                f"set {NGINX}{name} to a bound",
                (*path, f"{NGINX}{name}"),
            )
    if annotations.get(ISSUER) in facts.site.edge.internal_issuers:
        if not _mutual(facts, ingress):
            message = f"Ingress {ingress.ref.name} of an internal host asks for no certificate"
            remedy = "name a Policy with ingressMTLS and verifyClient on"
            yield Broken(ingress, message, remedy, (*path, f"{NGINX}policies"))
        return
    age = str(annotations.get(f"{NGINX}hsts-max-age", ""))
    long = age.isdecimal() and int(age) >= YEAR
    if annotations.get(f"{NGINX}hsts") != "true" or not long:
        message = f"Ingress {ingress.ref.name} does not make browsers insist on TLS for a year"
        remedy = f'set {NGINX}hsts: "true" and {NGINX}hsts-max-age: "{YEAR}"'
        yield Broken(ingress, message, remedy, (*path, f"{NGINX}hsts"))


def _mutual(facts: Facts, ingress: Manifest) -> bool:
    names = mapping(ingress.body, "metadata", "annotations").get(f"{NGINX}policies", "")
    for name in str(names).split(","):
        policy = facts.find("Policy", ingress.ref.namespace, name.strip())
        tls = mapping(policy.body, "spec", "ingressMTLS") if policy else {}
        if tls.get("clientCertSecret") and tls.get("verifyClient", "on") == "on":
            return True
    return False


def _route(route: Manifest) -> Iterator[Broken]:
    for index, rule in enumerate(items(route.body, "spec", "rules")):
        path = ("spec", "rules", index)
        headers = [
            header
            for one in items(rule, "filters")
            for header in items(one, "responseHeaderModifier", "set")
            if str(mapping(header).get("name")).lower() == "strict-transport-security"
        ]
        ages = [_AGE.search(str(mapping(header).get("value"))) for header in headers]
        if not any(age and int(age[1]) >= YEAR for age in ages):
            message = f"HTTPRoute {route.ref.name} does not make browsers insist on TLS for a year"
            remedy = "set the response header Strict-Transport-Security in every rule"
            yield Broken(route, message, remedy, (*path, "filters"))
        if items(rule, "backendRefs") and not mapping(rule, "timeouts").get("request"):
            message = f"HTTPRoute {route.ref.name} lets a request take any time"
            yield Broken(route, message, "set timeouts.request", (*path, "timeouts"))


def _gateway(facts: Facts, gateway: Manifest) -> Iterator[Broken]:
    for policy in facts.within(gateway.ref.namespace, "ClientTrafficPolicy"):
        spec = mapping(policy.body, "spec")
        whole = any(
            mapping(one).get("name") == gateway.ref.name and not mapping(one).get("sectionName")
            for one in items(spec, "targetRefs")
        )
        modern = mapping(spec, "tls").get("minVersion") in ("1.2", "1.3")
        if whole and modern and mapping(spec, "timeout", "http").get("requestReceivedTimeout"):
            return
    yield Broken(
        gateway,
        f"Gateway {gateway.ref.name} takes old TLS, or clients that never finish a request",
        "add a ClientTrafficPolicy for the whole Gateway with tls.minVersion and"
        " timeout.http.requestReceivedTimeout",
    )


RULE = Rule("I07", "protected-hosts", Severity.MEDIUM, check)
