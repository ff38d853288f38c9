"""A quota refuses pods of every priority but the namespace's own.

Why: a pod of a higher priority evicts others' pods when a node is full. Whoever may name any
PriorityClass, such as system-node-critical, takes the place of every other tenant and of the
platform. A namespace needs one class; all others are refused at admission.

Reads: `ResourceQuota` with scope PriorityClass, operator In and `pods: "0"`, in each tenant's and
platform namespace; the PriorityClass objects of the cluster and the two of Kubernetes itself. All
of them but one have to be refused; the one is, in a tenant's namespace, a tenants' class, and that
of the plan which the namespace's label names.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: priority, namespace: tenant-a}
    spec:
      hard: {pods: "0"}
      scopeSelector:
        matchExpressions:
          - {scopeName: PriorityClass, operator: In, values: [system-cluster-critical]}

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: priority, namespace: tenant-a}
    spec:
      hard: {pods: "0"}
      scopeSelector:
        matchExpressions:
          - scopeName: PriorityClass
            operator: In
            values: [system-cluster-critical, system-node-critical]

Source: K8S-MT; OWASP K01;
https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.priorities import own_priority
from dotmac_manifests.analysis.rules.quota._bounds import values
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.walled import walled

SYSTEM = ("system-node-critical", "system-cluster-critical")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield priorities that a namespace's pods may take although they are not its own."""
    known = {*SYSTEM, *(found.ref.name for found in facts.kind("PriorityClass"))}
    for namespace in walled(facts):
        refused: set[str] = set()
        for quota in facts.within(namespace, "ResourceQuota"):
            refused |= _refused(quota)
        open_to = sorted(known - refused - {own_priority(facts, namespace)})
        if open_to:
            message = f"pods of {namespace} may take the priority {', '.join(open_to)}"
            remedy = 'list them in a ResourceQuota with scope PriorityClass and pods: "0"'
            yield Broken(facts.anchor(namespace), message, remedy)


def _refused(quota: Manifest) -> set[str]:
    """Classes of which a quota allows no pod."""
    spec = mapping(quota.body, "spec")
    expressions = items(spec, "scopeSelector", "matchExpressions")
    if len(expressions) != 1 or spec.get("scopes"):
        return set()  # several scopes hold together, so the quota is narrower than the class
    expression = mapping(expressions[0])
    exact = (expression.get("scopeName"), expression.get("operator")) == ("PriorityClass", "In")
    none = any(one.key == "pods" and one.value == 0 for one in values(quota))
    return {str(name) for name in items(expression, "values")} if exact and none else set()


RULE = Rule("Q10", "priority-quota", Severity.HIGH, check)
