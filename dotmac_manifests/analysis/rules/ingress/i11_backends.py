"""Requests from outside reach Services of the same namespace, and no copy goes elsewhere.

Why: a backend in another namespace, a resource that the edge interprets, or a mirrored request
hands one tenant's traffic to somebody else; a backend that does not exist is an outage, and one
that anybody could still make.

Reads: backends of every Ingress (Services only, never `resource`) and HTTPRoute (Services of the
namespace, and filters that neither mirror nor refer to an extension but an HTTPRouteFilter of the
namespace): each Service exists in the namespace and has the port. Policies that an Ingress names
exist in its namespace.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      rules:
        - host: acme.isp.dotmac.com
          http:
            paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: app, port: {number: 80}}}

Clean:

    apiVersion: v1
    kind: Service
    metadata: {name: app, namespace: tenant-acme}
    spec:
      ports: [{name: http, port: 80}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      rules:
        - host: acme.isp.dotmac.com
          http:
            paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: app, port: {number: 80}}}

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/#resource-backend;
https://gateway-api.sigs.k8s.io/api-types/referencegrant/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import ENVOY, GATEWAY_API
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

FILTERS = (
    "RequestHeaderModifier",
    "RequestRedirect",
    "ResponseHeaderModifier",
    "URLRewrite",
)
POLICIES = "nginx.org/policies"


def check(facts: Facts) -> Iterator[Broken]:
    """Backends that are elsewhere, or nowhere."""
    for ingress in facts.kind("Ingress", "networking.k8s.io"):
        for index, rule in enumerate(items(ingress.body, "spec", "rules")):
            for number, one in enumerate(items(rule, "http", "paths")):
                path = ("spec", "rules", index, "http", "paths", number, "backend")
                backend = mapping(one, "backend")
                service = mapping(backend, "service")
                if set(backend) != {"service"} or not service:
                    message = f"Ingress {ingress.ref.name} leads to something other than a Service"
                    yield Broken(ingress, message, "use backend.service", path)
                else:
                    port = mapping(service, "port")
                    target = port.get("number", port.get("name"))
                    yield from _service(facts, ingress, service.get("name"), target, path)
        names = mapping(ingress.body, "metadata", "annotations").get(POLICIES, "")
        for name in filter(None, str(names).split(",")):
            if "/" not in name and not facts.find("Policy", ingress.ref.namespace, name.strip()):
                message = f"Ingress {ingress.ref.name} names Policy {name}, which does not exist"
                where = ("metadata", "annotations", POLICIES)
                yield Broken(ingress, message, "render the Policy", where)
    for route in facts.kind("HTTPRoute", GATEWAY_API):
        for index, rule in enumerate(items(route.body, "spec", "rules")):
            yield from _route(facts, route, rule, ("spec", "rules", index))


def _route(facts: Facts, route: Manifest, rule: Any, path: FieldPath) -> Iterator[Broken]:
    references = items(rule, "backendRefs")
    filters = [*items(rule, "filters")]
    for index, reference in enumerate(references):
        here, found = (*path, "backendRefs", index), mapping(reference)
        filters += items(found, "filters")
        kind, group = found.get("kind", "Service"), found.get("group", "")
        space = found.get("namespace", route.ref.namespace)
        if (kind, group, space) != ("Service", "", route.ref.namespace):
            message = f"HTTPRoute {route.ref.name} leads to {kind} {space}/{found.get('name')}"
            yield Broken(route, message, "lead to a Service of its own namespace", here)
        else:
            yield from _service(facts, route, found.get("name"), found.get("port"), here)
    for one in filters:
        kind = mapping(one).get("type")
        if kind == "ExtensionRef" and _answers(facts, route, mapping(one, "extensionRef")):
            continue
        if kind not in FILTERS:
            message = f"HTTPRoute {route.ref.name} has a filter {kind}, which may lead elsewhere"
            yield Broken(route, message, f"use only {', '.join(FILTERS)}", (*path, "filters"))


def _answers(facts: Facts, route: Manifest, extension: Body) -> bool:
    """Whether an extension is a filter of the namespace; rule I12 judges what it does."""
    named = (extension.get("group"), extension.get("kind")) == (ENVOY, "HTTPRouteFilter")
    name = str(extension.get("name"))
    return named and facts.find("HTTPRouteFilter", route.ref.namespace, name) is not None


def _service(
    facts: Facts, holder: Manifest, name: Any, port: Any, path: FieldPath
) -> Iterator[Broken]:
    service = facts.find("Service", holder.ref.namespace, str(name))
    what = f"{holder.ref.kind} {holder.ref.name} leads to Service {name}"
    if service is None:
        yield Broken(holder, f"{what}, which does not exist", "name a Service that is there", path)
        return
    ports = items(service.body, "spec", "ports")
    known = [mapping(one).get(field) for one in ports for field in ("port", "name")]
    if port is None or port not in known:
        yield Broken(holder, f"{what}, which has no port {port}", "use one of its ports", path)


RULE = Rule("I11", "own-backends", Severity.HIGH, check)
