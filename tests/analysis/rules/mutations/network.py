"""Ways to open the network: policies dropped, widened, retargeted, or never written."""

from __future__ import annotations

from tests.analysis.rules.judge import Mutation
from tests.analysis.rules.mutations.edits import Ways, both, cut, drop, mutations, on, push, put
from tests.analysis.rules.mutations.network_borders import WAYS as BORDERS
from tests.analysis.rules.mutations.network_names import WAYS as NAMES
from tests.analysis.rules.mutations.network_objects import WAYS as OBJECTS
from tests.analysis.rules.mutations.network_paths import WAYS as PATHS
from tests.analysis.rules.mutations.network_words import (
    NAME,
    SPACE,
    block,
    new_policy,
    peers,
    pods,
    policy,
    port,
    ports,
)
from tests.analysis.rules.mutations.places import AP, CITY, EU, FAST, METRO, STAGING, US

DENY = "default-deny"
EVERY_V4 = "0.0.0.0/0"
INTERNET = "spec.egress.0.to"

WAYS: Ways = {
    "N01": (
        ("tenant-without-deny", drop(f"{US} NetworkPolicy {CITY}/{DENY}")),
        ("egress-trimmed", policy(DENY, put("spec.policyTypes", ["Ingress"]), space=METRO)),
        ("types-left-to-default", policy(DENY, cut("spec.policyTypes"))),
        ("vpn-without-deny", drop(f"{EU} NetworkPolicy tenant-nordlicht-vpn/{DENY}")),
        ("platform-without-deny", drop(f"{STAGING} NetworkPolicy platform-admin/{DENY}")),
        ("shared-without-deny", drop(f"{AP} NetworkPolicy shared-services/{DENY}")),
        ("argocd-without-deny", drop(f"{AP} NetworkPolicy argocd/{DENY}")),
        (
            "only-some-pods",
            policy(DENY, put(("spec", "podSelector"), {"matchLabels": {NAME: "redis"}})),
        ),
        ("deny-that-allows", policy(DENY, put("spec.ingress", [{}]))),
        ("moved-away", policy(DENY, put("metadata.namespace", "default"), space=FAST)),
    ),
    "N02": (
        (
            "pods-in-a-forgotten-namespace",
            on(f"{US} Deployment {CITY}/netbox", put("metadata.namespace", "default")),
        ),
        (
            "no-deny-and-drifted-labels",
            both(
                drop(f"{US} NetworkPolicy {CITY}/{DENY}"),
                on(
                    f"{US} Deployment {CITY}/netbox",
                    put(("spec", "template", "metadata", "labels", NAME), "netbox2"),
                ),
            ),
        ),
        ("no-deny", drop(f"{EU} NetworkPolicy tenant-nordlicht-vpn/{DENY}")),
        (
            "ingress-only",
            policy(DENY, put("spec.policyTypes", ["Ingress"]), space=f"{FAST}-vpn"),
        ),
        (
            "labels-that-are-no-text",
            on(f"{US} Deployment {FAST}/netbox", put("spec.template.metadata.labels", ["netbox"])),
        ),
    ),
    "N03": (
        ("any-namespace", policy("edge-to-grafana-ingress", peers({"namespaceSelector": {}}))),
        ("empty-rule", policy("app-to-backend-ingress", push("spec.ingress", {}))),
        ("absent-from", policy("to-redis-ingress", cut("spec.ingress.0.from"))),
        ("empty-from", policy("to-redis-ingress", peers(), space=METRO)),
        ("absent-to", policy("to-loki-egress", cut("spec.egress.0.to"))),
        ("absent-ports", policy("to-postgres-ingress", cut("spec.ingress.0.ports"))),
        (
            "port-without-number",
            policy("to-redis-egress", ports({"protocol": "TCP"}, way="egress")),
        ),
        (
            "range-of-every-port",
            policy("app-to-backend-ingress", ports(port(1, end=65535)), space=FAST),
        ),
        (
            "wide-range",
            policy("edge-to-app-ingress", ports(port(3000, end=4000)), space="platform-admin"),
        ),
        ("every-neighbour", policy("to-mongodb-ingress", peers({"podSelector": {}}))),
        (
            "everybody-but-one",
            policy(
                "to-mongodb-ingress",
                peers(
                    {
                        "podSelector": {
                            "matchExpressions": [
                                {"key": NAME, "operator": "NotIn", "values": ["grafana"]}
                            ]
                        }
                    }
                ),
            ),
        ),
    ),
    "N04": (
        (
            "by-a-label-that-tenants-share",
            policy(
                "edge-to-grafana-ingress",
                put(
                    ("spec", "ingress", 0, "from", 0, "namespaceSelector", "matchLabels"),
                    {"app.kubernetes.io/part-of": "dotmac"},
                ),
            ),
        ),
        (
            "any-namespace-with-a-label",
            policy(
                "platform-to-backend-ingress",
                put(
                    ("spec", "ingress", 0, "from", 0, "namespaceSelector"),
                    {"matchExpressions": [{"key": SPACE, "operator": "Exists"}]},
                ),
            ),
        ),
        (
            "all-but-one-namespace",
            policy(
                "cnpg-to-postgres-ingress",
                put(
                    ("spec", "ingress", 0, "from", 0, "namespaceSelector"),
                    {"matchExpressions": [{"key": SPACE, "operator": "NotIn", "values": [FAST]}]},
                ),
            ),
        ),
        (
            "namespace-without-pods",
            policy("edge-to-isp-backend-ingress", cut("spec.ingress.0.from.0.podSelector")),
        ),
        (
            "two-peers-instead-of-one",
            policy(
                "backend-to-platform-egress",
                peers(
                    {"namespaceSelector": {"matchLabels": {SPACE: "platform-admin"}}},
                    pods("platform-backend"),
                    way="egress",
                ),
            ),
        ),
        (
            "platform-lets-all-of-a-namespace-in",
            policy(
                "edge-to-app-ingress",
                put(("spec", "ingress", 0, "from", 0, "podSelector"), {}),
                space="platform-admin",
            ),
        ),
    ),
    "N05": (
        ("public-resolver", policy("dns-egress", push(INTERNET, block("8.8.8.8/32")))),
        ("other-namespace", policy("dns-egress", peers(pods("dns", "default"), way="egress"))),
        ("all-of-kube-system", policy("dns-egress", cut("spec.egress.0.to.0.podSelector"))),
        ("more-ports", policy("dns-egress", push("spec.egress.0.ports", port(443)), space=FAST)),
        ("udp-alone", policy("dns-egress", ports(port(53, "UDP"), way="egress"))),
        (
            "link-local-instead-of-one-address",
            policy(
                "node-local-dns-egress",
                peers(block("169.254.0.0/16"), way="egress"),
                space="shared-services",
            ),
        ),
        ("internet-with-dns", policy("to-internet-egress", push("spec.egress.0.ports", port(53)))),
    ),
    "N06": (
        ("no-exceptions", policy("to-internet-egress", cut(f"{INTERNET}.0.ipBlock.except"))),
        (
            "ipv6-without-exceptions",
            policy("to-internet-egress", cut(f"{INTERNET}.1.ipBlock.except")),
        ),
        ("ipv6-forgotten", policy("to-internet-egress", cut(f"{INTERNET}.1"), space=METRO)),
        (
            "metadata-open",
            policy("to-internet-egress", push(INTERNET, block("169.254.169.254/32"))),
        ),
        (
            "metadata-over-ipv6",
            policy("to-internet-egress", push(INTERNET, block("fd00:ec2::254/128"))),
        ),
        (
            "one-private-range-forgotten",
            policy(
                "to-internet-egress",
                peers(
                    block(EVERY_V4, "10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"),
                    block("::/0", "fc00::/7", "fe80::/10", "64:ff9b::/96"),
                    way="egress",
                ),
            ),
        ),
        (
            "halves-of-everything",
            policy(
                "to-internet-egress",
                peers(block("0.0.0.0/1"), block("128.0.0.0/1"), way="egress"),
            ),
        ),
        (
            "embedded-ipv4",
            policy(
                "to-internet-egress",
                push(INTERNET, block("64:ff9b::/96")),
                space="platform-admin",
                region=STAGING,
            ),
        ),
        ("more-ports", policy("to-internet-egress", push("spec.egress.0.ports", port(25)))),
        (
            "range",
            policy("to-internet-egress", ports(port(443, end=450), way="egress"), space=FAST),
        ),
        (
            "operator-without-exceptions",
            policy(
                "to-internet-egress", cut(f"{INTERNET}.0.ipBlock.except"), space="velero", region=EU
            ),
        ),
        (
            "shared-with-private-range",
            policy(
                "loki-to-object-storage-egress",
                push(INTERNET, block("172.16.0.0/12")),
                space="shared-services",
                region=AP,
            ),
        ),
        (
            "metadata-for-another-operator",
            new_policy(
                US,
                "velero",
                "velero",
                "policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 169.254.170.23/32}}],"
                " ports: [{port: 80, protocol: TCP}]}]",
            ),
        ),
    ),
    **BORDERS,
    **NAMES,
    **OBJECTS,
    **PATHS,
}
MUTATIONS: tuple[Mutation, ...] = mutations(WAYS)
