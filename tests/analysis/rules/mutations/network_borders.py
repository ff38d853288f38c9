"""Ways over the borders: the edge, the platform, the data, the API server."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, on, push, put
from tests.analysis.rules.mutations.network_words import (
    NAME,
    block,
    new_policy,
    peers,
    pods,
    policy,
    port,
    ports,
)
from tests.analysis.rules.mutations.places import AP, CITY, EU, FAST, METRO, US

EDGE = pods("nginx-ingress", "nginx-ingress")
FROM = "spec.ingress.0.from"
SELECTED = ("spec", "podSelector", "matchLabels", NAME)

WAYS: Ways = {
    "N07": (
        ("edge-at-redis", policy("to-redis-ingress", push(FROM, EDGE))),
        ("edge-at-another-port", policy("edge-to-isp-backend-ingress", ports(port(9000)))),
        ("retargeted-at-netbox", policy("edge-to-grafana-ingress", put(SELECTED, "netbox"))),
        ("range-of-ports", policy("edge-to-isp-ops-app-ingress", ports(port(3000, end=3005)))),
        ("any-pod", policy("edge-to-grafana-ingress", put("spec.podSelector", {}))),
        (
            "edge-sets-out-to-the-database",
            policy(
                f"{CITY}-edge-to-grafana-egress",
                put("spec.egress.0.to", [pods("netbox", CITY)]),
                space="nginx-ingress",
            ),
        ),
        ("radius-for-everybody", policy("nas-to-radius-ingress", peers(block("0.0.0.0/0")))),
        (
            "addresses-at-the-backend",
            policy("app-to-backend-ingress", push(FROM, block("192.0.2.0/28"))),
        ),
        (
            "ingress-to-the-database",
            on(
                f"{US} Ingress {CITY}/isp-ops-ingress-grafana",
                put(
                    "spec.rules.0.http.paths.0.backend.service",
                    {"name": "redis", "port": {"number": 6379}},
                ),
            ),
        ),
        (
            "edge-at-openbao",
            policy("external-secrets-to-openbao-ingress", push(FROM, EDGE), space="platform-admin"),
        ),
        (
            "gateway-at-netbox",
            policy(
                "backend-to-netbox-ingress",
                push(FROM, pods("envoy", "envoy-gateway-system")),
                space="tenant-lion-net",
                region=AP,
            ),
        ),
    ),
    "N08": (
        (
            "platform-at-postgres",
            policy("to-postgres-ingress", push(FROM, pods("platform-backend", "platform-admin"))),
        ),
        (
            "another-port",
            policy("platform-to-backend-ingress", push("spec.ingress.0.ports", port(22))),
        ),
        (
            "another-pod-of-the-platform",
            policy(
                "platform-to-backend-ingress", push(FROM, pods("celery-worker", "platform-admin"))
            ),
        ),
        (
            "platform-sets-out-to-redis",
            policy(
                f"{METRO}-platform-to-backend-egress",
                peers(pods("redis", METRO), way="egress"),
                space="platform-admin",
            ),
        ),
        (
            "monitoring-looks-in",
            policy("prometheus-to-netbox-ingress", push(FROM, pods("prometheus", "monitoring"))),
        ),
        (
            "shared-services-set-out",
            policy(
                "gateway-to-loki-egress",
                push("spec.egress.0.to", pods("isp-backend", "tenant-harbor-link")),
                space="shared-services",
                region=EU,
            ),
        ),
    ),
    "N09": (
        (
            "tenant-at-the-platforms-database",
            policy(
                "to-postgres-egress", push("spec.egress.0.to", pods("postgres", "platform-admin"))
            ),
        ),
        (
            "more-pods-than-the-backend",
            policy("backend-to-platform-egress", put(SELECTED, "netbox")),
        ),
        ("another-port", policy("backend-to-platform-egress", ports(port(8200), way="egress"))),
        (
            "openbao-for-a-tenant",
            policy(
                "backend-to-openbao-ingress",
                push(FROM, pods("isp-backend", CITY)),
                space="platform-admin",
            ),
        ),
        (
            "openbao-for-a-neighbour",
            policy(
                "backend-to-openbao-ingress",
                push(FROM, pods("celery-worker")),
                space="platform-admin",
            ),
        ),
        (
            "openbao-for-addresses",
            policy(
                "backend-to-openbao-ingress",
                push(FROM, block("10.10.0.0/16")),
                space="platform-admin",
            ),
        ),
        (
            "platform-lets-more-of-a-tenant-in",
            policy(
                f"{FAST}-backend-to-platform-ingress",
                push(FROM, pods("isp-ops-app", FAST)),
                space="platform-admin",
            ),
        ),
        (
            "loki-past-its-proxy",
            policy(
                "gateway-to-loki-ingress",
                push(FROM, pods("fluent-bit", "tenant-lion-net")),
                space="shared-services",
                region=AP,
            ),
        ),
    ),
    "N10": (
        ("grafana-at-postgres", policy("to-postgres-ingress", push(FROM, pods("grafana")))),
        (
            "ops-app-at-the-nbi",
            policy("backend-to-genieacs-nbi-ingress", peers(pods("isp-ops-app"))),
        ),
        ("mongodb-for-every-neighbour", policy("to-mongodb-ingress", peers({"podSelector": {}}))),
        (
            "by-another-label",
            policy("to-redis-ingress", peers({"podSelector": {"matchLabels": {"tier": "app"}}})),
        ),
        (
            "from-another-namespace",
            policy("to-redis-ingress", push(FROM, pods("isp-backend", "default"))),
        ),
        (
            "a-range-over-the-port",
            policy("prometheus-to-postgres-ingress", ports(port(5000, end=6000))),
        ),
        (
            "database-by-address",
            policy("to-redis-ingress", push(FROM, block("10.20.0.0/24")), space=METRO),
        ),
        (
            "an-unknown-database",
            new_policy(
                US,
                CITY,
                "mysql",
                "policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels:"
                f" {{{NAME}: isp-backend}}}}}}], ports: [{{port: 5432, protocol: TCP}}]}}]",
            ),
        ),
        (
            "platforms-redis-for-its-app",
            policy(
                "to-redis-ingress", push(FROM, pods("platform-admin-app")), space="platform-admin"
            ),
        ),
        (
            "managed-database-for-grafana",
            policy(
                "to-postgres-egress",
                put("spec.podSelector", {"matchLabels": {NAME: "grafana"}}),
                space="tenant-harbor-link",
                region=EU,
            ),
        ),
        (
            "by-the-name-of-a-port",
            policy(
                "prometheus-to-postgres-ingress", ports({"port": "postgresql", "protocol": "TCP"})
            ),
        ),
    ),
    "N12": (
        ("every-pod", policy("prometheus-to-api-server-egress", put("spec.podSelector", {}))),
        ("retargeted", policy("prometheus-to-api-server-egress", put(SELECTED, "grafana"))),
        (
            "one-more-pod",
            policy(
                "prometheus-to-api-server-egress",
                put(
                    "spec.podSelector",
                    {
                        "matchExpressions": [
                            {"key": NAME, "operator": "In", "values": ["prometheus", "netbox"]}
                        ]
                    },
                ),
            ),
        ),
        (
            "platform-app",
            policy(
                "openbao-to-api-server-egress",
                put(SELECTED, "platform-admin-app"),
                space="platform-admin",
            ),
        ),
        (
            "its-pods-by-name",
            policy(
                "to-loki-egress",
                peers(pods("kube-apiserver", "kube-system"), way="egress"),
                ports(port(6443), way="egress"),
            ),
        ),
        (
            "in-another-policy",
            policy(
                "to-jaeger-egress",
                push("spec.egress", {"to": [block("10.22.0.1/32")], "ports": [port(443)]}),
            ),
        ),
    ),
}
