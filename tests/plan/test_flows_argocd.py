"""Argo CD's pods: only the repository server fetches, only few speak to the API server."""

from __future__ import annotations

from dotmac_manifests.plan.flows import Addresses, Pods
from dotmac_manifests.plan.flows_argocd import REPOSITORIES, argocd_flows
from tests.fleet import seed_plan

FLOWS = {flow.name: flow for flow in argocd_flows(seed_plan().regions["us-east-1"])}


def test_the_repository_server_never_speaks_to_the_api_server() -> None:
    """It renders what others wrote; a leak there must not be a leak of the cluster."""
    (source,) = FLOWS["to-api-server"].sources
    assert isinstance(source, Pods)
    assert REPOSITORIES not in source.values


def test_git_by_https_and_ssh_and_nothing_private() -> None:
    flow = FLOWS["repo-server-to-internet"]
    assert {port.number for port in flow.ports} == {443, 22}
    assert isinstance(flow.target, Addresses)
    assert "10.0.0.0/8" in flow.target.excluded


def test_no_flow_leaves_the_namespace_for_another_but_names() -> None:
    for name, flow in FLOWS.items():
        assert flow.namespaces <= {"argocd", "kube-system"}, name
