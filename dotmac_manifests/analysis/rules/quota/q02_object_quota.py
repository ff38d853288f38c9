"""A quota bounds how many objects every namespace may hold.

Why: each object costs the API server and etcd memory and watch traffic, and etcd is shared by all
tenants: a loop that makes ConfigMaps or jobs takes the cluster down for everybody. Node ports are
the nodes' own and never a tenant's; load balancers cost money each; bare ReplicationControllers
are a way around what is checked on workloads.

Reads: `ResourceQuota` without scopes of the same namespaces as Q01: the nine keys that the
multi-tenancy benchmarks ask for, and `count/` of jobs, cron jobs, ingresses, deployments and
stateful sets; `services.nodeports` and `replicationcontrollers` must be zero.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard: {pods: "20", services.nodeports: "5"}

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard:
        pods: "20"
        services: "10"
        services.nodeports: "0"
        services.loadbalancers: "1"
        persistentvolumeclaims: "5"
        secrets: "20"
        configmaps: "20"
        replicationcontrollers: "0"
        resourcequotas: "3"
        count/jobs.batch: "10"
        count/cronjobs.batch: "5"
        count/ingresses.networking.k8s.io: "5"
        count/deployments.apps: "10"
        count/statefulsets.apps: "5"

Source: MTB FNS-2; K8S-MT;
https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-on-object-count
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import text
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._bounds import absent, bounded, hard
from dotmac_manifests.analysis.rules.rule import Broken, Rule

COUNTED = (
    "pods",
    "services",
    "services.loadbalancers",
    "services.nodeports",
    "persistentvolumeclaims",
    "secrets",
    "configmaps",
    "replicationcontrollers",
    "resourcequotas",
    "count/jobs.batch",
    "count/cronjobs.batch",
    "count/ingresses.networking.k8s.io",
    "count/deployments.apps",
    "count/statefulsets.apps",
)
NONE = ("services.nodeports", "replicationcontrollers")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield counts that are missing, and those that have to be zero and are not."""
    for namespace in bounded(facts):
        yield from absent(facts, namespace, COUNTED, "its objects may fill the API server's store")
        found = hard(facts, namespace)
        for key in NONE:
            one = found.get(key)
            if one is not None and one.value:
                message = f"{namespace} may have {text(key, one.value)} of {key}"
                yield Broken(one.manifest, message, f'set {key} to "0"', one.path)


RULE = Rule("Q02", "object-quota", Severity.HIGH, check)
