"""Priorities are in order: tenants below the platform, and only the highest plan may evict.

Why: the class decides what a name means. A tenants' class above the platform's lets any tenant
evict ingress controllers and the secrets operator; a global default raises every pod that names no
class; preemption among small plans turns a full cluster into tenants evicting each other in turn.

Reads: `PriorityClass` of the cluster: values of tenants' classes (by the prefix of their names) are
below those of all other classes; only the highest of them may preempt; none is the global default.

Violating:

    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-tenant-starter}
    value: 5000000
    preemptionPolicy: Never
    ---
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-platform}
    value: 1000000

Clean:

    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-tenant-starter}
    value: 1000
    preemptionPolicy: Never
    ---
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-platform}
    value: 1000000

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield classes that are out of order."""
    tenants: list[tuple[int, Manifest]] = []
    others: list[tuple[int, Manifest]] = []
    for found in facts.kind("PriorityClass"):
        value = found.body.get("value")
        if not isinstance(value, int) or isinstance(value, bool):
            message = f"the value of {found.ref} cannot be judged: {value!r}"
            yield Broken(found, message, "write a number", ("value",))
            continue
        theirs = found.ref.name.startswith(facts.site.tenant_priority_prefix)
        (tenants if theirs else others).append((value, found))
        if found.body.get("globalDefault"):
            message = f"{found.ref} is the priority of every pod that names none"
            yield Broken(found, message, "set globalDefault: false", ("globalDefault",))
    floor = min((value for value, _ in others), default=None)
    highest = max((value for value, _ in tenants), default=0)
    for value, found in tenants:
        if floor is not None and value >= floor:
            message = f"{found.ref} is worth {value}, as much as what is not a tenant's: {floor}"
            yield Broken(found, message, "lower it", ("value",))
        if value < highest and found.body.get("preemptionPolicy") != "Never":
            message = f"{found.ref} may evict others, although it is not the highest plan's"
            yield Broken(found, message, "set preemptionPolicy: Never", ("preemptionPolicy",))


RULE = Rule("C06", "priority-order", Severity.HIGH, check)
