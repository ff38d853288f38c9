"""Tenants face the outside through kinds that these rules understand.

Why: every edge has more kinds that bind a host than Ingress and HTTPRoute. Rules about those two
are worth nothing where a tenant may have the others, whose hosts nobody compares.

Reads: objects in tenants' namespaces of the API groups of edges and of DNS. Allowed are Ingress,
HTTPRoute, ListenerSet, NGINX's Policy and VirtualServer, and Envoy Gateway's SecurityPolicy and
HTTPRouteFilter; a kind that is not known counts as one that binds a host.

Violating:

    apiVersion: k8s.nginx.org/v1
    kind: TransportServer
    metadata: {name: app, namespace: tenant-acme}
    spec: {host: globex.isp.dotmac.com}

Clean:

    apiVersion: k8s.nginx.org/v1
    kind: Policy
    metadata: {name: clients, namespace: tenant-acme}
    spec:
      accessControl: {allow: [192.0.2.0/24]}

Source: https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/;
https://gateway-api.sigs.k8s.io/concepts/security-model/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

ALLOWED: Mapping[str, frozenset[str]] = {
    "gateway.envoyproxy.io": frozenset({"HTTPRouteFilter", "SecurityPolicy"}),
    "gateway.networking.k8s.io": frozenset({"HTTPRoute", "ListenerSet"}),
    "k8s.nginx.org": frozenset({"Policy", "VirtualServer"}),
    "networking.k8s.io": frozenset({"Ingress", "NetworkPolicy"}),
}
EDGES = (
    *ALLOWED,
    "configuration.konghq.com",
    "externaldns.k8s.io",
    "extensions",
    "gateway.networking.x-k8s.io",
    "networking.istio.io",
    "projectcontour.io",
    "traefik.containo.us",
    "traefik.io",
)


def check(facts: Facts) -> Iterator[Broken]:
    """Ways to the outside that nobody judges."""
    for namespace, tenant in facts.owners.items():
        for manifest in facts.by_namespace.get(namespace, ()):
            group, kind = manifest.ref.group, manifest.ref.kind
            if group in EDGES and kind not in ALLOWED.get(group, ()):
                yield Broken(
                    manifest,
                    f"{kind} {manifest.ref.name} gives tenant {tenant} a way to the outside that"
                    " no rule about hosts sees",
                    "use an Ingress or an HTTPRoute",
                )


RULE = Rule("I09", "known-edge-kinds", Severity.CRITICAL, check)
