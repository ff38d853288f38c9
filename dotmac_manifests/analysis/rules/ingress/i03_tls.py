"""Every host is served with TLS, by the edge that is meant.

Why: without TLS everybody on the way reads passwords and can answer in the tenant's place; without
a class any edge in the cluster may take the Ingress, one that nobody watches included.

Reads: Ingress: `ingressClassName`, which exists if any class was read, no annotation for the class,
and every host under `tls`, of its own or of its mergeable master; a `secretName` is made by a
Certificate of the namespace or by the Ingress's issuer annotation. HTTPRoute: `parentRefs` with a
`sectionName`, whose listener, if it was read, is no plain HTTP unless the route only redirects.
ListenerSet: HTTPS, ending TLS with Secrets of the namespace.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: app, namespace: tenant-acme}
    spec:
      rules:
        - host: acme.isp.dotmac.com

Clean:

    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: app
      namespace: tenant-acme
      annotations: {cert-manager.io/cluster-issuer: letsencrypt}
    spec:
      ingressClassName: dotmac
      rules:
        - host: acme.isp.dotmac.com
      tls:
        - hosts: [acme.isp.dotmac.com]
          secretName: app-tls

Source: OWASP K8s Top Ten 2025 K05; NSA encryption in transit;
https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import (
    GATEWAY_API,
    hosts_of,
    masters,
    minion,
    redirects_only,
)
from dotmac_manifests.analysis.rules.rule import Broken, Rule

OLD_CLASS = "kubernetes.io/ingress.class"
ISSUER = "cert-manager.io/cluster-issuer"


def check(facts: Facts) -> Iterator[Broken]:
    """Hosts in the clear, and edges left to chance."""
    classes = {found.ref.name for found in facts.kind("IngressClass")}
    for ingress in facts.kind("Ingress", "networking.k8s.io"):
        yield from _class(ingress, classes)
        yield from _tls(facts, ingress)
    for route in facts.kind("HTTPRoute", GATEWAY_API):
        yield from _route(facts, route)
    for listeners in facts.kind("ListenerSet"):
        yield from _listeners(facts, listeners)


def _class(ingress: Manifest, classes: set[str]) -> Iterator[Broken]:
    name = mapping(ingress.body, "spec").get("ingressClassName")
    path = ("spec", "ingressClassName")
    if OLD_CLASS in mapping(ingress.body, "metadata", "annotations"):
        message = f"Ingress {ingress.ref.name} names its class by annotation"
        where = ("metadata", "annotations", OLD_CLASS)
        yield Broken(ingress, message, "use ingressClassName", where)
    if not name:
        message = f"Ingress {ingress.ref.name} may be taken by any edge"
        yield Broken(ingress, message, "set ingressClassName", path)
    elif classes and str(name) not in classes:
        message = f"Ingress {ingress.ref.name} is of class {name}, which does not exist"
        yield Broken(ingress, message, f"use {' or '.join(sorted(classes))}", path)


def _tls(facts: Facts, ingress: Manifest) -> Iterator[Broken]:
    brings = masters(facts, ingress) if minion(ingress) else [ingress]
    covered = {
        str(host)
        for found in brings
        for entry in items(found.body, "spec", "tls")
        for host in items(entry, "hosts")
    }
    for host in sorted(hosts_of(ingress) - covered):
        yield Broken(
            ingress,
            f"Ingress {ingress.ref.name} serves {host} without TLS",
            "list the host under tls, or that of its mergeable master",
            ("spec", "tls"),
        )
    for index, entry in enumerate(items(ingress.body, "spec", "tls")):
        secret = mapping(entry).get("secretName")
        issued = ISSUER in mapping(ingress.body, "metadata", "annotations")
        if secret is not None and not issued and not _made(facts, ingress.ref.namespace, secret):
            yield Broken(
                ingress,
                f"Ingress {ingress.ref.name} uses Secret {secret}, which no Certificate of"
                f" {ingress.ref.namespace} makes",
                "add a Certificate with this secretName",
                ("spec", "tls", index, "secretName"),
            )


def _made(facts: Facts, namespace: str, secret: object) -> bool:
    return any(
        mapping(found.body, "spec").get("secretName") == secret
        for found in facts.within(namespace, "Certificate")
    )


def _route(facts: Facts, route: Manifest) -> Iterator[Broken]:
    parents = items(route.body, "spec", "parentRefs")
    if not parents:
        message = f"HTTPRoute {route.ref.name} hangs on no listener"
        yield Broken(route, message, "name the Gateway and its listener", ("spec", "parentRefs"))
    for index, parent in enumerate(parents):
        path = ("spec", "parentRefs", index)
        section = mapping(parent).get("sectionName")
        if not section:
            message = f"HTTPRoute {route.ref.name} hangs on every listener, plain HTTP included"
            yield Broken(route, message, "name the HTTPS listener with sectionName", path)
            continue
        listener = _listener(facts, route, mapping(parent))
        if listener is None:
            message = f"HTTPRoute {route.ref.name} names listener {section}, which does not exist"
            yield Broken(route, message, "name a listener that is rendered", path)
        elif listener.get("protocol") != "HTTPS" and not redirects_only(route):
            message = f"HTTPRoute {route.ref.name} serves without TLS on listener {section}"
            yield Broken(route, message, "hang it on an HTTPS listener", path)


def _listener(facts: Facts, route: Manifest, parent: Body) -> Body | None:
    kind, space = parent.get("kind", "Gateway"), parent.get("namespace", route.ref.namespace)
    holder = facts.find(str(kind), str(space), str(parent.get("name")))
    listeners = items(holder.body, "spec", "listeners") if holder else ()
    for listener in listeners:
        if mapping(listener).get("name") == parent.get("sectionName"):
            return mapping(listener)
    return None


def _listeners(facts: Facts, holder: Manifest) -> Iterator[Broken]:
    for index, listener in enumerate(items(holder.body, "spec", "listeners")):
        path = ("spec", "listeners", index)
        tls = mapping(listener, "tls")
        name = f"listener {mapping(listener).get('name')} of ListenerSet {holder.ref.name}"
        if mapping(listener).get("protocol") != "HTTPS" or tls.get("mode", "Terminate") != (
            "Terminate"
        ):
            yield Broken(holder, f"{name} does not end TLS", "make it HTTPS, Terminate", path)
        references = items(tls, "certificateRefs")
        local = all(
            mapping(one).get("namespace", holder.ref.namespace) == holder.ref.namespace
            and _made(facts, holder.ref.namespace, mapping(one).get("name"))
            for one in references
        )
        if not references or not local:
            message = f"{name} has no certificate of its own namespace"
            yield Broken(holder, message, "refer to the Secret of a Certificate here", path)


RULE = Rule("I03", "tls", Severity.HIGH, check)
