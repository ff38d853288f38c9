from __future__ import annotations

import pytest

from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.site_network import NetworkSite
from tests.analysis.rules.judge import judge

RULE = RULES["N17"]
TEXT = """
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: tenant-a, labels: {{app: web}}}}
spec: {{{spec}containers: [{{name: web, image: web}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: web, namespace: tenant-a}}
spec: {{podSelector: {{}}, policyTypes: [Egress], egress: [{egress}]}}
"""
DB = "{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}"
SYSTEM = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}"
RESOLVER = "podSelector: {matchLabels: {k8s-app: kube-dns}}"
HOST = "hostNetwork: true, "
MOST = "{cidr: 0.0.0.0/0, except: [169.254.0.0/16]}"
CACHE = "{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [{port: 53}]}"
BOTH = "[{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]"


def found(*rules: str, spec: str = "") -> list[str]:
    text = TEXT.format(spec=spec, egress=", ".join(rules))
    return [finding.message for finding in judge(RULE, text)]


@pytest.mark.parametrize(
    "dns",
    [
        f"{{to: [{{{SYSTEM}, {RESOLVER}}}], ports: {BOTH}}}",
        f"{{to: [{{{SYSTEM}}}], ports: {BOTH}}}",
        f"{{to: [{{namespaceSelector: {{}}}}], ports: {BOTH}}}",
        f"{{ports: {BOTH}}}",
        f"{{to: [{{{SYSTEM}}}]}}",
        "{}",
    ],
)
def test_whoever_reaches_a_resolver_has_names(dns: str) -> None:
    assert found(DB, dns) == []


@pytest.mark.parametrize(
    ("dns", "missing"),
    [
        (f"{{to: [{{{SYSTEM}}}], ports: [{{port: 53, protocol: UDP}}]}}", "TCP"),
        (f"{{to: [{{{SYSTEM}}}], ports: [{{port: 53}}]}}", "UDP"),
        (f"{{to: [{{podSelector: {{}}}}], ports: {BOTH}}}", "TCP"),
        (f"{{to: [{{ipBlock: {{cidr: 10.0.0.10/32}}}}], ports: {BOTH}}}", "TCP"),
        (CACHE, "TCP"),
        (
            f"{{to: [{{ipBlock: {MOST}}}], ports: {BOTH}}}",
            "TCP",
        ),
    ],
)
def test_whoever_does_not_is_found(dns: str, missing: str) -> None:
    [message] = found(DB, dns)
    assert "cannot ask the cluster's DNS" in message
    assert missing in message


def test_the_nodes_cache_counts_where_there_is_nothing_else() -> None:
    text = TEXT.format(spec="", egress=f"{DB}, {CACHE}, {CACHE.replace('53', '53, protocol: UDP')}")
    site = Site(network=NetworkSite(dns_peers=()))
    assert judge(RULE, text, site) == ()
    assert judge(RULE, text)


def test_whoever_speaks_to_nobody_needs_no_names() -> None:
    assert found() == []
    assert found(CACHE) == []


@pytest.mark.parametrize(
    "spec", ["dnsPolicy: Default, ", "dnsPolicy: None, ", "hostNetwork: true, "]
)
def test_pods_with_other_resolvers_are_left_alone(spec: str) -> None:
    assert found(DB, spec=spec) == []
