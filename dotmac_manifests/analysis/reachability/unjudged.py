"""Policies of other APIs, which overrule or join those of Kubernetes; nothing here knows how.

Source: https://network-policy-api.sigs.k8s.io/; the documentation of the network plugins.
"""

from __future__ import annotations

from dotmac_manifests.kube.refs import ObjectRef

GROUPS = frozenset(
    (
        "cilium.io",
        "crd.antrea.io",
        "crd.projectcalico.org",
        "k8s.ovn.org",
        "kubeovn.io",
        "network.openshift.io",
        "networking.k8s.aws",
        "policy.networking.k8s.io",
        "projectcalico.org",
        "security.istio.io",
        "vpcresources.k8s.aws",
    )
)
"""API groups of network plugins and meshes, all kinds of which are about who reaches whom."""
_KNOWN = frozenset(("extensions", "networking.k8s.io"))
_NAMES = ("NetworkPolicy", "NetworkPolicies", "NetworkSet")


def is_unjudged(ref: ObjectRef) -> bool:
    """Whether an object may open what NetworkPolicies close, by its group or by its kind's name."""
    if ref.group in GROUPS:
        return True
    return ref.kind.endswith(_NAMES) and not (ref.kind == "NetworkPolicy" and ref.group in _KNOWN)
