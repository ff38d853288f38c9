"""Nobody makes or changes pods but a tenant's deployer.

Why: whoever makes a pod chooses its service account, and which Secrets and volumes of the
namespace it mounts: the right to make pods is the right to everything that any pod there has. The
deployer is meant to have it: Argo CD takes that account to write what was reviewed in Git.

Reads: rules of every Role and ClusterRole with any verb but get, list and watch on pods and on
what makes pods. The deployer's Role in a tenant's namespace may write those that make pods, as
long as the deployer alone holds it; it may not write pods.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: runner
      namespace: tenant-acme
    rules:
      - apiGroups: [batch]
        resources: [jobs]
        verbs: [create]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: watcher
      namespace: tenant-acme
    rules:
      - apiGroups: [batch]
        resources: [jobs]
        verbs: [get, list, watch]

Source: CIS 5.1.4; kubescape C-0188;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken, is_deployers
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_PODS: Mapping[str, tuple[str, ...]] = {"": ("pods",)}
_MAKERS: Mapping[str, tuple[str, ...]] = {
    "": ("podtemplates", "replicationcontrollers"),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "argoproj.io": ("analysisruns", "analysistemplates", "rollouts", "workflows"),
    "batch": ("cronjobs", "jobs"),
    "postgresql.cnpg.io": ("clusters", "poolers"),
}
"""What makes pods: workloads, and analyses of Argo Rollouts, which may run Jobs."""


def check(facts: Facts) -> Iterator[Broken]:
    """Rules that make pods."""
    for rule in facts.access.rules:
        if not rule.writing:
            continue
        made = rule.among(_PODS)
        if not is_deployers(facts, rule.role):
            made += rule.among(_MAKERS)
        if made:
            yield broken(
                facts,
                rule,
                f"may {', '.join(rule.writing)} {', '.join(made)}",
                "leave get, list and watch; workloads are written by the deployer, from Git",
            )


RULE = Rule("R12", "no-workload-making", Severity.HIGH, check)
