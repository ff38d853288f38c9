"""A tenant's accounts reach nothing in the API but what was thought about.

Why: a list of what is dangerous is never complete, as every operator brings kinds of its own. So
this is a list of what is known to be harmless: the tenant's own processes may find pods and
Services, for Prometheus, and read nothing else; the deployer may write workloads and what belongs
to them. Everything else is a finding until somebody has thought about it.

Reads: what each subject of a RoleBinding in a tenant's namespace effectively holds, aggregation
and everything that several bindings add up to included.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: isp-backend
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        verbs: [get]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: isp-backend
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: isp-backend
    subjects:
      - kind: ServiceAccount
        name: isp-backend
        namespace: tenant-acme

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: prometheus
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [pods, services]
        verbs: [get, list, watch]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: prometheus
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: prometheus
    subjects:
      - kind: ServiceAccount
        name: prometheus
        namespace: tenant-acme

Source: NSA/CISA Kubernetes Hardening Guidance, authorization; OWASP K8s Top Ten 2025 K02;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.access import READING, PolicyRule
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._subjects import is_deployer
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_Table = Mapping[str, frozenset[str]]

_DISCOVERY: _Table = {
    "": frozenset({"endpoints", "pods", "services"}),
    "discovery.k8s.io": frozenset({"endpointslices"}),
}
_DEPLOYED: _Table = {
    "": frozenset({"configmaps", "persistentvolumeclaims", "serviceaccounts", "services"}),
    "apps": frozenset({"deployments", "statefulsets"}),
    "argoproj.io": frozenset({"analysistemplates", "rollouts"}),
    "autoscaling": frozenset({"horizontalpodautoscalers"}),
    "barmancloud.cnpg.io": frozenset({"objectstores"}),
    "batch": frozenset({"cronjobs", "jobs"}),
    "cert-manager.io": frozenset({"certificates"}),
    "external-secrets.io": frozenset({"externalsecrets", "secretstores"}),
    "gateway.envoyproxy.io": frozenset({"httproutefilters", "securitypolicies"}),
    "gateway.networking.k8s.io": frozenset({"httproutes", "listenersets"}),
    "k8s.nginx.org": frozenset({"policies", "virtualservers"}),
    "networking.k8s.io": frozenset({"ingresses"}),
    "policy": frozenset({"poddisruptionbudgets"}),
    "postgresql.cnpg.io": frozenset({"backups", "clusters", "databases", "scheduledbackups"}),
}
_WRITING = READING | {"create", "update", "patch", "delete"}


def check(facts: Facts) -> Iterator[Broken]:
    """Everything held beyond the lists."""
    for binding in facts.access.bindings:
        manifest, space = binding.manifest, binding.manifest.ref.namespace
        if space not in facts.owners or binding.role is None:
            continue
        for path, subject in binding.subjects:
            deploys = is_deployer(facts, subject, space)
            table, verbs = (_DEPLOYED, _WRITING) if deploys else (_DISCOVERY, READING)
            for rule in facts.access.rules_of(binding.role):
                beyond = _beyond(rule, table, verbs)
                if beyond:
                    yield Broken(
                        manifest,
                        f"{subject} may {', '.join(rule.verbs)} {', '.join(beyond)} in {space}",
                        "remove the right, or the account's need for it",
                        path,
                        (f"{binding.role_name} ({rule.role.file})",),
                    )


def _beyond(rule: PolicyRule, table: _Table, verbs: frozenset[str]) -> tuple[str, ...]:
    """What a rule grants that is not on a list."""
    whole = not set(rule.verbs) <= verbs or bool(rule.unreadable)
    found = [
        f"{resource}.{group}" if group else resource
        for group in rule.groups
        for resource in rule.resources
        if whole or resource not in table.get(group, ())
    ]
    return (*found, *rule.urls) if found or rule.urls or not whole else ("what cannot be read",)


RULE = Rule("R15", "known-reach", Severity.HIGH, check)
