"""Ways from one tenant to another, most of them by two changes in two files."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Change, Ways, add, both, drop, on, pod, put
from tests.analysis.rules.mutations.network_words import NAME, new_policy, pods, policy, service
from tests.analysis.rules.mutations.places import AP, CITY, EU, FAST, METRO, US

DENY = "default-deny"


def path(source: str, target: str, out: str, into: str) -> Change:
    """A policy on either side of two tenants, for the backend of both."""
    return both(
        new_policy(US, source, "isp-backend", f"policyTypes: [Egress], egress: [{out}]"),
        new_policy(US, target, "isp-backend", f"policyTypes: [Ingress], ingress: [{into}]"),
    )


def to(space: str, ports: str) -> str:
    """A rule to the backend of another namespace."""
    return f"{{to: [{_peer(space)}], ports: [{ports}]}}"


def of(space: str, ports: str) -> str:
    """A rule from the backend of another namespace."""
    return f"{{from: [{_peer(space)}], ports: [{ports}]}}"


def _peer(space: str) -> str:
    return (
        f"{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {space}}}}},"
        f" podSelector: {{matchLabels: {{{NAME}: isp-backend}}}}}}"
    )


WAYS: Ways = {
    "N11": (
        (
            "two-policies-in-two-files",
            path(CITY, FAST, to(FAST, "{port: 8000}"), of(CITY, "{port: 8000}")),
        ),
        (
            "the-other-direction",
            path(FAST, CITY, to(CITY, "{port: 8000}"), of(FAST, "{port: 8000}")),
        ),
        (
            "ranges-that-overlap",
            path(
                METRO,
                CITY,
                to(CITY, "{port: 8000, endPort: 8100}"),
                of(METRO, "{port: 8090, endPort: 9000}"),
            ),
        ),
        (
            "on-sctp",
            path(
                METRO,
                CITY,
                to(CITY, "{port: 9, protocol: SCTP}"),
                of(METRO, "{port: 9, protocol: SCTP}"),
            ),
        ),
        (
            "any-namespace-on-both-sides",
            path(
                CITY,
                METRO,
                "{to: [{namespaceSelector: {}}]}",
                "{from: [{namespaceSelector: {}}], ports: [{port: 8000}]}",
            ),
        ),
        (
            "by-a-label-of-all-tenants",
            path(
                CITY,
                METRO,
                "{to: [{namespaceSelector: {matchExpressions: [{key: dotmac.io/tenant-slug,"
                " operator: Exists}]}}]}",
                "{from: [{namespaceSelector: {matchLabels: {app.kubernetes.io/component:"
                " tenant}}}]}",
            ),
        ),
        (
            "by-addresses-of-the-cluster",
            path(
                CITY,
                FAST,
                "{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 8000}]}",
                "{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 8000}]}",
            ),
        ),
        (
            "by-addresses-out-and-by-name-in",
            path(
                CITY,
                FAST,
                "{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 8000}]}",
                of(CITY, "{port: 8000}"),
            ),
        ),
        (
            "both-without-default-deny",
            both(
                drop(f"{US} NetworkPolicy {CITY}/{DENY}"), drop(f"{US} NetworkPolicy {FAST}/{DENY}")
            ),
        ),
        (
            "one-without-egress-and-one-that-lets-in",
            both(
                policy(DENY, put("spec.policyTypes", ["Ingress"])),
                new_policy(US, METRO, "netbox", "policyTypes: [Ingress], ingress: [{}]"),
            ),
        ),
        (
            "for-pods-that-do-not-exist-yet",
            both(
                new_policy(
                    US,
                    CITY,
                    "sidekick",
                    "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels:"
                    f" {{kubernetes.io/metadata.name: {METRO}}}}}}}], ports: [{{port: 9999}}]}}]",
                ),
                new_policy(
                    US,
                    METRO,
                    "sidekick",
                    "policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]",
                ),
            ),
        ),
        (
            "on-the-hosts-network",
            both(
                on(f"{US} Deployment {CITY}/netbox", pod(put("hostNetwork", True))),
                new_policy(US, FAST, "netbox", "policyTypes: [Ingress], ingress: [{}]"),
            ),
        ),
        (
            "vpn-of-one-into-another",
            both(
                new_policy(
                    EU,
                    "tenant-nordlicht-vpn",
                    "wireguard",
                    "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]",
                ),
                new_policy(EU, "tenant-harbor-link", "", "policyTypes: [Ingress], ingress: [{}]"),
            ),
        ),
        (
            "a-namespace-that-changes-hands",
            both(
                on(
                    f"{US} Namespace {FAST}-vpn",
                    put(("metadata", "labels", "dotmac.io/tenant-slug"), "citynet"),
                ),
                new_policy(
                    US, FAST, "", "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]"
                ),
                new_policy(US, f"{FAST}-vpn", "", "policyTypes: [Ingress], ingress: [{}]"),
            ),
        ),
        (
            "external-name",
            service(
                US,
                CITY,
                f"type: ExternalName, externalName: redis.{METRO}.svc.cluster.local",
            ),
        ),
        ("external-addresses", service(US, CITY, "externalIPs: [10.20.3.4], ports: [{port: 443}]")),
        (
            "written-endpoints",
            add(
                US,
                f"""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {{name: x, namespace: {CITY}}}
                addressType: IPv4
                endpoints: [{{addresses: [10.20.3.4]}}]
                """,
            ),
        ),
        (
            "route-to-another-tenant",
            add(
                AP,
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: x, namespace: shared-services}
                spec:
                  rules:
                    - backendRefs: [{name: netbox, namespace: tenant-lion-net, port: 8080}]
                """,
            ),
        ),
        (
            "mirrored-requests",
            add(
                US,
                f"""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {{name: x, namespace: {CITY}}}
                spec:
                  rules:
                    - filters:
                        - type: RequestMirror
                          requestMirror:
                            backendRef: {{name: isp-backend, namespace: {METRO}, port: 8000}}
                """,
            ),
        ),
        (
            "grant-to-another-tenant",
            add(
                US,
                f"""
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {{name: x, namespace: {CITY}}}
                spec:
                  from:
                    - {{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: {FAST}}}
                  to: [{{group: "", kind: Service}}]
                """,
            ),
        ),
        (
            "policy-that-cannot-be-read",
            policy("edge-to-grafana-ingress", put("spec.ingress.0.from", pods("x"))),
        ),
    ),
}
