"""What the edge answers by itself is a text, over TLS, and leads nowhere.

Why: a VirtualServer can do everything that an Ingress can and more: reach any upstream, delegate
to another namespace, or write into the configuration of the process that serves every tenant. So
can a filter of a route. They are there for the page that stands in a suspended tenant's place.

Reads: every VirtualServer: nothing but class (which exists, if any was read), host, TLS with a
redirect and, unless the wildcard certificate serves it, a Secret that a Certificate of the
namespace makes; routes that only return a text, with a Strict-Transport-Security header of a year.
Every HTTPRouteFilter: a direct response with a text of its own. Any other field is a finding.

Violating:

    apiVersion: k8s.nginx.org/v1
    kind: VirtualServer
    metadata: {name: app, namespace: tenant-acme}
    spec:
      ingressClassName: dotmac
      host: acme.isp.dotmac.com
      tls: {redirect: {enable: true}}
      upstreams: [{name: app, service: app, port: 80}]
      routes: [{path: /, action: {pass: app}}]

Clean:

    apiVersion: k8s.nginx.org/v1
    kind: VirtualServer
    metadata: {name: closed, namespace: control-plane}
    spec:
      ingressClassName: dotmac
      host: acme.isp.dotmac.com
      tls: {redirect: {enable: true}}
      routes:
        - path: /
          action:
            return:
              code: 503
              body: Back soon
              headers: [{name: Strict-Transport-Security, value: max-age=31536000}]

Source: https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/;
https://gateway.envoyproxy.io/docs/tasks/traffic/direct-response/; RFC 6797
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import ENVOY, NGINX
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

YEAR = 31536000
SERVER = frozenset({"host", "ingressClassName", "routes", "tls"})
ROUTE = frozenset({"action", "path"})
ANSWER = frozenset({"body", "code", "headers", "type"})
DIRECT = frozenset({"body", "contentType", "statusCode"})
_AGE = re.compile(r"max-age=(\d+)")


def check(facts: Facts) -> Iterator[Broken]:
    """Answers that are more than that."""
    classes = {found.ref.name for found in facts.kind("IngressClass")}
    for server in facts.kind("VirtualServer", NGINX):
        yield from _server(facts, server, classes)
    for found in facts.kind("HTTPRouteFilter", ENVOY):
        yield from _only(found, mapping(found.body, "spec"), {"directResponse"}, ("spec",))
        path = ("spec", "directResponse")
        answer = mapping(found.body, *path)
        yield from _only(found, answer, DIRECT, path)
        body = mapping(answer, "body")
        if "body" in answer and (body.get("type") != "Inline" or not _text(body.get("inline"))):
            message = f"HTTPRouteFilter {found.ref.name} answers with what stands elsewhere"
            yield Broken(found, message, "write the text inline", (*path, "body"))


def _server(facts: Facts, server: Manifest, classes: set[str]) -> Iterator[Broken]:
    what, spec = f"VirtualServer {server.ref.name}", mapping(server.body, "spec")
    yield from _only(server, spec, SERVER, ("spec",))
    name = spec.get("ingressClassName")
    if not name or (classes and name not in classes):
        message = f"{what} is of class {name}, which does not exist"
        yield Broken(server, message, "set ingressClassName", ("spec", "ingressClassName"))
    tls, path = mapping(spec, "tls"), ("spec", "tls")
    yield from _only(server, tls, {"redirect", "secret"}, path)
    if mapping(tls, "redirect").get("enable") is not True:
        message = f"{what} answers over plain HTTP"
        yield Broken(server, message, "set tls.redirect.enable: true", (*path, "redirect"))
    secret = tls.get("secret")
    if secret is not None and not any(
        mapping(found.body, "spec").get("secretName") == secret
        for found in facts.within(server.ref.namespace, "Certificate")
    ):
        message = (
            f"{what} uses Secret {secret}, which no Certificate of {server.ref.namespace} makes"
        )
        yield Broken(server, message, "add a Certificate", (*path, "secret"))
    routes = items(spec, "routes")
    if not routes:
        message = f"{what} cannot be judged: it has no routes"
        yield Broken(server, message, "write a route that returns a text", ("spec", "routes"))
    for index, route in enumerate(routes):
        yield from _route(server, mapping(route), ("spec", "routes", index))


def _route(server: Manifest, route: Mapping[str, Any], path: FieldPath) -> Iterator[Broken]:
    yield from _only(server, route, ROUTE, path)
    yield from _only(server, mapping(route, "action"), {"return"}, (*path, "action"))
    here = (*path, "action", "return")
    answer = mapping(route, "action", "return")
    yield from _only(server, answer, ANSWER, here)
    what = f"VirtualServer {server.ref.name}"
    if not _text(answer.get("body")):
        message = f"{what} cannot be judged: it returns no text"
        yield Broken(server, message, "return a body", here)
    elif "${" in str(answer["body"]):
        message = f"{what} repeats what the client sent"
        yield Broken(server, message, "leave variables out of the body", (*here, "body"))
    ages = [
        _AGE.search(str(mapping(header).get("value")))
        for header in items(answer, "headers")
        if str(mapping(header).get("name")).lower() == "strict-transport-security"
    ]
    if not any(age and int(age[1]) >= YEAR for age in ages):
        message = f"{what} does not make browsers insist on TLS for a year"
        remedy = "return the header Strict-Transport-Security"
        yield Broken(server, message, remedy, (*here, "headers"))


def _only(
    found: Manifest, value: Mapping[str, Any], known: frozenset[str] | set[str], path: FieldPath
) -> Iterator[Broken]:
    for field in sorted(map(str, value.keys() - known)):
        yield Broken(
            found,
            f"{found.ref.kind} {found.ref.name} has {field}, which does more than answer",
            f"leave {' and '.join(sorted(known))} alone",
            (*path, field),
        )
    if not value:
        message = f"{found.ref.kind} {found.ref.name} cannot be judged: it lacks a field"
        yield Broken(found, message, f"write {' or '.join(sorted(known))}", path)


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


RULE = Rule("I12", "own-answers", Severity.CRITICAL, check)
