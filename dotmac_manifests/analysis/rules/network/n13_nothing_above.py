"""Nothing stands above the policies: no host network, no policies of other APIs.

Why: a pod on the host's network has the node's address, so no NetworkPolicy isolates it, and none
of its peers can tell it from the node. Policies of an administrator or of a network plugin are
evaluated first or as well: one of them can open what every `NetworkPolicy` here denies, and what
they mean together is not what these rules prove. Nor can a template tell which pods a policy means
that selects by a label which controllers set on single pods, such as
`statefulset.kubernetes.io/pod-name`.

Reads: `hostNetwork` of every pod outside the site's `privilegedNamespaces`, and policies of other
APIs: any object of a group of a network plugin or mesh (`policy.networking.k8s.io` with
AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy, Cilium, Calico, Antrea,
OVN, Kube-OVN, Istio, AWS, OpenShift), and of any other group every kind whose name ends in
NetworkPolicy. What they mean is not judged: that they are there is the finding. And the pod
selectors of NetworkPolicies, for labels that controllers set.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: tenant-a}
    spec: {hostNetwork: true, containers: [{name: web, image: web}]}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: tenant-a}
    spec: {containers: [{name: web, image: web}]}

Source: PSS baseline; CIS 5.2.5; https://network-policy-api.sigs.k8s.io/;
https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.pods import GIVEN_LABELS
from dotmac_manifests.analysis.reachability.unjudged import is_unjudged
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods on the host's network and policies that these rules do not understand."""
    for pod in facts.network.pods:
        if pod.facts.host_network and pod.namespace not in facts.site.privileged_namespaces:
            message = f"{pod} is on the host's network, which no policy isolates"
            yield Broken(pod.manifest, message, "remove hostNetwork")
    for pods in facts.pods:
        value = pods.spec.get("hostNetwork")
        if value is not None and not isinstance(value, bool):
            path = (*pods.spec_path, "hostNetwork")
            message = f"hostNetwork of {pods.manifest.ref.name} cannot be judged: {value!r}"
            yield Broken(pods.manifest, message, "write true or false", path)
    for manifest in facts.manifests:
        if is_unjudged(manifest.ref):
            message = (
                f"{manifest.ref.kind} {manifest.ref.name} may open what every NetworkPolicy closes,"
                " and cannot be judged"
            )
            yield Broken(manifest, message, "say it with NetworkPolicies")
    for manifest in facts.kind("NetworkPolicy", "networking.k8s.io"):
        written = repr(manifest.body)  # which is far quicker than a look at every field
        if not any(label in written for label in GIVEN_LABELS):
            continue
        for label in sorted(_given(manifest.body)):
            message = (
                f"NetworkPolicy {manifest.ref.name} selects pods by {label}, which controllers set"
                " on single pods: whom it means cannot be judged"
            )
            yield Broken(manifest, message, "select by labels of the template", ("spec",))


def _given(value: Any) -> frozenset[str]:
    """Labels in pod selectors, at any depth, that no template carries."""
    if isinstance(value, list):
        return frozenset[str]().union(*map(_given, value))
    if not isinstance(value, dict):
        return frozenset()
    selector = mapping(value, "podSelector")
    keys = {*mapping(selector, "matchLabels")}
    keys.update(str(mapping(one).get("key")) for one in items(selector, "matchExpressions"))
    return (GIVEN_LABELS & keys).union(*map(_given, value.values()))


RULE = Rule("N13", "nothing-above", Severity.HIGH, check)
