"""Gateways take routes and listeners from those namespaces only that are meant.

Why: a listener that takes routes from everywhere, or from namespaces that choose their own labels,
lets anybody answer for its hosts. A ReferenceGrant is a hole from one namespace into another. A
Gateway in a tenant's namespace would be an edge that nobody watches.

Reads: Gateway listeners and `allowedListeners`: from `Same`, `None` or a Selector that asks, by
`In` or matchLabels, for the site's `edge.frozenLabels` or `kubernetes.io/metadata.name`; listeners
open to others name their host. ListenerSet: routes from `Same`. HTTPRoutes of tenants: parents are
a Gateway outside every tenant's namespace or a ListenerSet of their own. No ReferenceGrant from or
into a tenant's namespace, no Gateway in one.

Violating:

    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: edge, namespace: edge}
    spec:
      listeners:
        - name: https
          protocol: HTTPS
          port: 443
          allowedRoutes: {namespaces: {from: All}}

Clean:

    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: edge, namespace: edge}
    spec:
      listeners:
        - name: https
          protocol: HTTPS
          port: 443
          hostname: "*.isp.dotmac.com"
          allowedRoutes:
            namespaces:
              from: Selector
              selector: {matchLabels: {app.kubernetes.io/component: tenant}}

Source: https://gateway-api.sigs.k8s.io/concepts/security-model/; K8S-MT
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import NAME_LABEL
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.ingress._hosts import GATEWAY_API
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Edges that are open to more than they should be."""
    for gateway in facts.kind("Gateway", GATEWAY_API):
        if gateway.ref.namespace in facts.owners:
            message = f"Gateway {gateway.ref.name} stands in a tenant's {gateway.ref.namespace}"
            yield Broken(gateway, message, "use the region's Gateway")
        yield from _gateway(facts, gateway)
    for listeners in facts.kind("ListenerSet"):
        for index, listener in enumerate(items(listeners.body, "spec", "listeners")):
            if _from(mapping(listener, "allowedRoutes")) not in ("Same", "None"):
                message = f"ListenerSet {listeners.ref.name} takes routes of other namespaces"
                path = ("spec", "listeners", index, "allowedRoutes")
                yield Broken(listeners, message, "set from: Same", path)
        yield from _parent(facts, listeners, mapping(listeners.body, "spec", "parentRef"))
    for route in facts.kind("HTTPRoute", GATEWAY_API):
        for parent in items(route.body, "spec", "parentRefs"):
            yield from _parent(facts, route, mapping(parent))
    for grant in facts.kind("ReferenceGrant"):
        others = [mapping(one).get("namespace") for one in items(grant.body, "spec", "from")]
        if grant.ref.namespace in facts.owners or any(one in facts.owners for one in others):
            message = f"ReferenceGrant {grant.ref.name} leads into or out of a tenant's namespace"
            yield Broken(grant, message, "remove it")


def _from(allowed: Body) -> object:
    return mapping(allowed, "namespaces").get("from", "Same")


def _gateway(facts: Facts, gateway: Manifest) -> Iterator[Broken]:
    for index, listener in enumerate(items(gateway.body, "spec", "listeners")):
        path = ("spec", "listeners", index)
        name = f"listener {mapping(listener).get('name')} of Gateway {gateway.ref.name}"
        allowed = mapping(listener, "allowedRoutes")
        if not _bounded(facts, allowed):
            message = f"{name} takes routes of namespaces that choose it themselves"
            remedy = "select namespaces by a label that an admission policy freezes"
            yield Broken(gateway, message, remedy, (*path, "allowedRoutes"))
        elif _from(allowed) == "Selector" and mapping(listener).get("hostname") in (None, "", "*"):
            message = f"{name} gives every host to other namespaces"
            yield Broken(gateway, message, "set its hostname", (*path, "hostname"))
    allowed = mapping(gateway.body, "spec", "allowedListeners")
    if allowed and not _bounded(facts, allowed):
        message = f"Gateway {gateway.ref.name} takes listeners of namespaces that choose it"
        remedy = "select namespaces by a label that an admission policy freezes"
        yield Broken(gateway, message, remedy, ("spec", "allowedListeners"))


def _bounded(facts: Facts, allowed: Body) -> bool:
    """Whether the namespaces are this one, none, or some by a label that they cannot change."""
    origin = _from(allowed)
    if origin != "Selector":
        return origin in ("Same", "None")
    frozen = {*facts.site.edge.frozen_labels, NAME_LABEL}
    selector = mapping(allowed, "namespaces", "selector")
    return bool(frozen & mapping(selector, "matchLabels").keys()) or any(
        str(mapping(one).get("key")) in frozen
        and mapping(one).get("operator") == "In"
        and items(one, "values")
        for one in items(selector, "matchExpressions")
    )


def _parent(facts: Facts, child: Manifest, parent: Body) -> Iterator[Broken]:
    own = child.ref.namespace
    if own not in facts.owners:
        return
    kind, space = parent.get("kind", "Gateway"), parent.get("namespace", own)
    if kind == "ListenerSet" and child.ref.kind == "HTTPRoute":
        right = space == own
    else:
        gateway = facts.find("Gateway", str(space), str(parent.get("name")))
        right = kind == "Gateway" and gateway is not None and space not in facts.owners
    if not right:
        yield Broken(
            child,
            f"{child.ref.kind} {child.ref.name} hangs on {kind} {space}/{parent.get('name')}",
            "hang it on the region's Gateway, or a route on a ListenerSet of its own namespace",
            ("spec",),
        )


RULE = Rule("I05", "bounded-gateways", Severity.CRITICAL, check)
