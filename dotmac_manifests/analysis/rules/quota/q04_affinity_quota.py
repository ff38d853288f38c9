"""A quota refuses pods that choose their node by another namespace's pods.

Why: with `podAffinity` across namespaces a tenant finds out where another's pods run and sits down
beside them, and with `podAntiAffinity` it keeps another's pods off nodes of its choice: the
scheduler honours anti-affinity in both directions. The quota scope CrossNamespacePodAffinity
refuses such pods at admission.

Reads: `ResourceQuota` with the scope CrossNamespacePodAffinity (operator Exists) and `pods: "0"`
in each tenant's and platform namespace.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: affinity, namespace: tenant-a}
    spec:
      hard: {pods: "5"}
      scopeSelector:
        matchExpressions: [{scopeName: CrossNamespacePodAffinity, operator: Exists}]

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: affinity, namespace: tenant-a}
    spec:
      hard: {pods: "0"}
      scopeSelector:
        matchExpressions: [{scopeName: CrossNamespacePodAffinity, operator: Exists}]

Source: K8S-MT;
https://kubernetes.io/docs/concepts/policy/resource-quotas/#cross-namespace-pod-affinity-scope
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.quota._bounds import values
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.walled import walled

SCOPE = "CrossNamespacePodAffinity"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield namespaces in which no quota refuses such pods."""
    for namespace in walled(facts):
        if not any(_refuses(quota) for quota in facts.within(namespace, "ResourceQuota")):
            message = f"no quota refuses pods of {namespace} that look for other namespaces' pods"
            remedy = f'add a ResourceQuota with scope {SCOPE} and pods: "0"'
            yield Broken(facts.anchor(namespace), message, remedy)


def _refuses(quota: Manifest) -> bool:
    spec = mapping(quota.body, "spec")
    scopes = [str(scope) for scope in items(spec, "scopes")]
    for expression in items(spec, "scopeSelector", "matchExpressions"):
        if mapping(expression).get("operator") != "Exists":
            return False  # a narrower scope than all such pods
        scopes.append(str(mapping(expression).get("scopeName")))
    none = any(one.key == "pods" and one.value == 0 for one in values(quota))
    return scopes == [SCOPE] and none


RULE = Rule("Q04", "no-foreign-affinity-quota", Severity.HIGH, check)
