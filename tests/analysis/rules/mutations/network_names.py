"""Ways to leave pods without the names of those that they may speak to."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, drop, put
from tests.analysis.rules.mutations.network_words import (
    NAME,
    block,
    peers,
    pods,
    policy,
    port,
    ports,
)
from tests.analysis.rules.mutations.places import AP, EU, METRO, STAGING

DNS = "dns-egress"
SOME = {
    "matchExpressions": [
        {"key": NAME, "operator": "NotIn", "values": ["isp-backend", "platform-backend"]}
    ]
}

INWARD = put("spec.policyTypes", ["Ingress"])

WAYS: Ways = {
    "N17": (
        ("no policy", drop(f"{EU} NetworkPolicy tenant-nordlicht/{DNS}")),
        ("no policy of ours", drop(f"{STAGING} NetworkPolicy shared-services/{DNS}")),
        ("one protocol", policy(DNS, ports(port(53, "UDP"), way="egress"))),
        ("other port", policy(DNS, ports(port(5353, "UDP"), port(53), way="egress"))),
        ("some pods", policy(DNS, put("spec.podSelector", SOME), space=METRO)),
        ("resolvers elsewhere", policy(DNS, peers(pods("kube-dns", "dns"), way="egress"))),
        ("other resolvers", policy(DNS, peers(block("8.8.8.8/32"), way="egress"))),
        (
            "pods of the platform",
            policy(DNS, put("spec.podSelector", SOME), space="platform-admin"),
        ),
        (
            "ingress",
            policy(DNS, put("spec.policyTypes", ["Ingress"]), space="tenant-lion-net", region=AP),
        ),
        ("no rules", policy(DNS, put("spec.egress", []))),
    ),
}
