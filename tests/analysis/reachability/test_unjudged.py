from __future__ import annotations

import pytest

from dotmac_manifests.analysis.reachability.unjudged import is_unjudged
from dotmac_manifests.kube.refs import ref_of


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
        ("cilium.io/v2", "CiliumNetworkPolicy"),
        ("cilium.io/v2", "CiliumClusterwideNetworkPolicy"),
        ("cilium.io/v2", "CiliumCIDRGroup"),
        ("projectcalico.org/v3", "NetworkPolicy"),
        ("projectcalico.org/v3", "GlobalNetworkPolicy"),
        ("crd.projectcalico.org/v1", "HostEndpoint"),
        ("crd.antrea.io/v1beta1", "Tier"),
        ("networking.k8s.aws/v1alpha1", "ApplicationNetworkPolicy"),
        ("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy"),
        ("k8s.ovn.org/v1", "EgressFirewall"),
        ("networking.gke.io/v1alpha1", "FQDNNetworkPolicy"),
        ("example.org/v1", "NetworkPolicy"),
    ],
)
def test_policies_of_other_apis_cannot_be_judged(version: str, kind: str) -> None:
    assert is_unjudged(ref_of({"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}))


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("extensions/v1beta1", "NetworkPolicy"),
        ("networking.k8s.io/v1", "Ingress"),
        ("networking.gke.io/v1", "ManagedCertificate"),
        ("policy/v1", "PodDisruptionBudget"),
    ],
)
def test_everything_else_can(version: str, kind: str) -> None:
    assert not is_unjudged(ref_of({"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}))
