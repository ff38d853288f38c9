"""Operators talk to the API server, to names, and to what their work needs; to nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from dotmac_manifests.plan.flows import Addresses, Flow, Pods, by_namespace
from dotmac_manifests.plan.flows_operators import operator_flows, webhook_callers
from dotmac_manifests.plan.operators import NODE_EXPORTER_NAMESPACE, all_namespaces
from tests.fleet import seed_plan

REGIONS = tuple(seed_plan().regions)
regions = pytest.mark.parametrize("name", REGIONS)


def _flows(name: str) -> tuple[Flow, ...]:
    return operator_flows(seed_plan().regions[name])


def _flow(name: str, flow: str, namespace: str) -> Flow:
    (found,) = (one for one in _flows(name) if one.name == flow and namespace in one.namespaces)
    return found


@regions
def test_names_are_unique_in_every_namespace_of_the_region(name: str) -> None:
    region = seed_plan().regions[name]
    for namespace, flows in by_namespace(region.flows).items():
        if namespace != "kube-system":  # where nothing is rendered
            doubles = [flow for flow, n in Counter(one.name for one in flows).items() if n > 1]
            assert doubles == [], namespace


@regions
def test_every_namespace_resolves_names_and_reaches_the_api_server(name: str) -> None:
    region = seed_plan().regions[name]
    grouped = by_namespace(region.flows)
    for namespace in set(all_namespaces(region.operators)) - {NODE_EXPORTER_NAMESPACE}:
        names = {flow.name for flow in grouped[namespace]}
        assert "dns" in names
        assert any(found.endswith("to-api-server") for found in names), namespace


@regions
def test_only_the_edge_hears_the_internet(name: str) -> None:
    region = seed_plan().regions[name]
    open_to_all = {
        flow.target.namespace
        for flow in _flows(name)
        if isinstance(flow.target, Pods)
        for source in flow.sources
        if isinstance(source, Addresses) and "0.0.0.0/0" in source.cidrs
    }
    assert open_to_all == {region.edge_namespace}


@regions
def test_the_internet_is_reached_by_https_and_without_private_networks(name: str) -> None:
    for flow in _flows(name):
        if isinstance(flow.target, Addresses) and "0.0.0.0/0" in flow.target.cidrs:
            assert [(port.number, port.protocol) for port in flow.ports] == [(443, "TCP")], flow
            assert "169.254.0.0/16" in flow.target.excluded


def test_external_secrets_reaches_its_own_regions_store() -> None:
    elsewhere = _flow("eu-west-1", "to-secret-store", "external-secrets")
    assert elsewhere.target == Addresses(("10.31.1.0/24",))
    assert [port.number for port in elsewhere.ports] == [8200]
    primary = _flow("us-east-1", "to-secret-store", "external-secrets")
    assert primary.target == Pods("platform-admin", ("openbao",))


def test_ports_of_the_edge_are_those_of_its_pods() -> None:
    nginx = _flow("us-east-1", "clients-to-edge", "nginx-ingress")
    assert [port.number for port in nginx.ports] == [80, 443]
    envoy = _flow("ap-southeast-1", "clients-to-edge", "envoy-gateway-system")
    assert [port.number for port in envoy.ports] == [10080, 10443]


def test_webhooks_hear_the_api_server_and_nodes_and_nobody_twice() -> None:
    """A network inside another adds nothing."""
    callers = webhook_callers(seed_plan().regions["us-east-1"])
    assert callers == Addresses(("10.10.0.0/16", "fd00:10::/56"))
    flow = _flow("us-east-1", "api-server-to-webhook", "cnpg-system")
    assert flow.sources == (callers,)
    assert flow.target == Pods("cnpg-system", ("cloudnative-pg",))


def test_the_link_local_agent_is_for_cloud_identities_only() -> None:
    for name in REGIONS:
        local = {
            flow.name
            for flow in _flows(name)
            if isinstance(flow.target, Addresses)
            and any(cidr.startswith("169.254.") for cidr in flow.target.cidrs)
        }
        assert local <= {"to-identity", "node-local-dns"}


def test_no_flow_of_an_operator_names_a_tenant() -> None:
    for name in REGIONS:
        for flow in _flows(name):
            assert not any(found.startswith("tenant-") for found in flow.namespaces)
