"""Ways around the policies: the node, Services, unreadable policies, borrowed names."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Change, Ways, add, cut, on, pod, push, put
from tests.analysis.rules.mutations.network_words import (
    NAME,
    SPACE,
    block,
    peers,
    pods,
    policy,
    port,
    ports,
    service,
)
from tests.analysis.rules.mutations.places import AP, CITY, EU, FAST, METRO, STAGING, US

EDGE = pods("nginx-ingress", "nginx-ingress")
NAS = f"{US} Service {CITY}/freeradius-nas"


def _foreign(version: str, kind: str) -> Change:
    text = f"""
        apiVersion: {version}
        kind: {kind}
        metadata: {{name: open, namespace: tenant-harbor-link}}
        spec: {{ingress: [{{}}], egress: [{{}}]}}
        """
    return add(EU, text)


WAYS: Ways = {
    "N13": (
        ("tenant-on-the-host", on(f"{US} Deployment {CITY}/netbox", pod(put("hostNetwork", True)))),
        (
            "cron-job-on-the-host",
            on(f"{US} CronJob {FAST}/mongodb-backup", pod(put("hostNetwork", True))),
        ),
        (
            "shared-on-the-host",
            on(f"{AP} StatefulSet shared-services/loki", pod(put("hostNetwork", True))),
        ),
        ("unreadable", on(f"{US} Deployment {CITY}/netbox", pod(put("hostNetwork", "yes")))),
        (
            "administrators-policy",
            add(
                US,
                """
                apiVersion: policy.networking.k8s.io/v1alpha1
                kind: AdminNetworkPolicy
                metadata: {name: pass}
                spec: {priority: 1}
                """,
            ),
        ),
        *(
            (f"{kind} of {version}", _foreign(version, kind))
            for version, kind in (
                ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"),
                ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
                ("cilium.io/v2", "CiliumNetworkPolicy"),
                ("cilium.io/v2", "CiliumClusterwideNetworkPolicy"),
                ("projectcalico.org/v3", "NetworkPolicy"),
                ("crd.projectcalico.org/v1", "GlobalNetworkPolicy"),
                ("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy"),
                ("example.org/v1", "ExampleNetworkPolicy"),
            )
        ),
        (
            "one-pod-of-a-set",
            add(
                US,
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: first-of-all, namespace: tenant-citynet}
                spec:
                  podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: redis-0}}
                  ingress: [{}]
                """,
            ),
        ),
        (
            "peers-by-their-number",
            add(
                US,
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: from-first, namespace: tenant-citynet}
                spec:
                  podSelector: {matchLabels: {app.kubernetes.io/name: redis}}
                  ingress:
                    - from:
                        - podSelector:
                            matchExpressions:
                              - {key: apps.kubernetes.io/pod-index, operator: Exists}
                """,
            ),
        ),
    ),
    "N14": (
        ("node-port", on(f"{US} Service {CITY}/netbox", put("spec.type", "NodePort"))),
        (
            "numbered-node-port",
            on(f"{US} Service {CITY}/netbox", put("spec.ports.0.nodePort", 30080)),
        ),
        (
            "external-addresses",
            on(f"{US} Service {CITY}/redis", put("spec.externalIPs", ["192.0.2.1"])),
        ),
        (
            "balancer-for-a-database",
            on(f"{US} Service {CITY}/redis", put("spec.type", "LoadBalancer")),
        ),
        (
            "another-host",
            service(EU, "tenant-harbor-link", "type: ExternalName, externalName: example.org"),
        ),
        ("no-selector", on(f"{US} Service {FAST}/netbox", cut("spec.selector"))),
        (
            "written-endpoints",
            add(
                US,
                f"""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {{name: netbox-1, namespace: {METRO}}}
                addressType: IPv4
                endpoints: [{{addresses: [192.0.2.7]}}]
                """,
            ),
        ),
        ("no-source-ranges", on(NAS, cut("spec.loadBalancerSourceRanges"))),
        ("all-sources", on(NAS, put("spec.loadBalancerSourceRanges", ["0.0.0.0/0"]))),
        ("all-sources-of-ipv6", on(NAS, push("spec.loadBalancerSourceRanges", "::/0"))),
        ("hidden-sources", on(NAS, put("spec.externalTrafficPolicy", "Cluster"))),
        ("ports-on-nodes", on(NAS, cut("spec.allocateLoadBalancerNodePorts"))),
        ("any-class", on(NAS, cut("spec.loadBalancerClass"))),
        (
            "platform-on-nodes",
            on(f"{STAGING} Service platform-admin/redis", put("spec.type", "NodePort")),
        ),
    ),
    "N15": (
        ("misspelt", policy("edge-to-grafana-ingress", put("spec.ingres", []))),
        ("no-such-type", policy("default-deny", push("spec.policyTypes", "Both"))),
        ("no-such-protocol", policy("to-redis-ingress", ports(port(6379, "tcp")))),
        (
            "exception-outside",
            policy("to-internet-egress", peers(block("192.0.2.0/24", "10.0.0.0/8"), way="egress")),
        ),
        ("backward-range", policy("to-redis-ingress", ports(port(6379, end=6000)))),
        (
            "not-served",
            policy(
                "default-deny", put("apiVersion", "extensions/v1beta1"), space="shared-services"
            ),
        ),
        (
            "renamed-into-another",
            policy("to-redis-ingress", put("metadata.name", "to-postgres-ingress")),
        ),
        (
            "peer-of-both-sorts",
            policy("edge-to-grafana-ingress", peers({**EDGE, **block("192.0.2.0/28")})),
        ),
        (
            "mapping-for-a-list",
            policy("app-to-backend-ingress", put("spec.ingress", {"from": [{SPACE: CITY}]})),
        ),
    ),
    "N16": (
        (
            "grafana-as-the-backend",
            on(
                f"{US} StatefulSet {CITY}/grafana",
                put(("spec", "template", "metadata", "labels", NAME), "isp-backend"),
            ),
        ),
        (
            "as-postgres",
            on(
                f"{US} Deployment {CITY}/netbox",
                put(("spec", "template", "metadata", "labels", "cnpg.io/cluster"), "postgres"),
            ),
        ),
        (
            "a-pod-as-the-backend",
            add(
                EU,
                f"""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: x
                  namespace: tenant-harbor-link
                  labels: {{{NAME}: isp-backend}}
                spec: {{containers: [{{name: x, image: x}}]}}
                """,
            ),
        ),
        (
            "platforms-app-as-its-backend",
            on(
                f"{US} Rollout platform-admin/platform-admin-app",
                put(("spec", "template", "metadata", "labels", NAME), "platform-backend"),
            ),
        ),
    ),
}
