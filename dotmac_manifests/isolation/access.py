"""Who may do what in a namespace: next to nobody next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan import names

Body = dict[str, Any]
COMPONENT = "isolation"
VERSION = "1"
RBAC = "rbac.authorization.k8s.io"
READ = ["get", "list", "watch"]
WRITE = ["get", "list", "watch", "create", "update", "patch", "delete"]

DEPLOYED: Sequence[tuple[str, Sequence[str]]] = (
    ("", ["configmaps", "persistentvolumeclaims", "serviceaccounts", "services"]),
    ("apps", ["deployments", "statefulsets"]),
    ("argoproj.io", ["analysistemplates", "rollouts"]),
    ("autoscaling", ["horizontalpodautoscalers"]),
    ("barmancloud.cnpg.io", ["objectstores"]),
    ("batch", ["cronjobs", "jobs"]),
    ("cert-manager.io", ["certificates"]),
    ("external-secrets.io", ["externalsecrets", "secretstores"]),
    ("gateway.envoyproxy.io", ["httproutefilters", "securitypolicies"]),
    ("gateway.networking.k8s.io", ["httproutes", "listenersets"]),
    ("k8s.nginx.org", ["policies", "virtualservers"]),
    ("networking.k8s.io", ["ingresses"]),
    ("policy", ["poddisruptionbudgets"]),
    ("postgresql.cnpg.io", ["backups", "clusters", "databases", "scheduledbackups"]),
)
"""API group to resources of a tenant's workloads; isolation, quota and RBAC are not among them,
nor is anything that reads a Secret or runs a command in a pod."""


class DefaultAccount(Component):
    """The namespace's `default` service account, made useless."""

    def __init__(self, scope: Construct, namespace: str) -> None:
        super().__init__(scope, f"default-account-{namespace}")
        Resource(
            self,
            "account",
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": _metadata("default", namespace),
                "automountServiceAccountToken": False,
            },
        )


class DeployerAccess(Component):
    """Lets the tenant's own deployer, and nobody else, write the kinds of `DEPLOYED`.

    Argo CD impersonates this account while it syncs the tenant's workloads, so that even a wrong
    project cannot reach beyond the namespace. The account lives beside Argo CD, where no pod of
    the tenant could ever take it.
    Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
    """

    def __init__(self, scope: Construct, namespace: str, account: str) -> None:
        super().__init__(scope, f"deployer-{namespace}")
        rules = [
            {"apiGroups": [group], "resources": list(resources), "verbs": WRITE}
            for group, resources in DEPLOYED
        ]
        role(self, namespace, names.DEPLOYER_ROLE, rules, account, names.ARGOCD_NAMESPACE)


class DiscoveryAccess(Component):
    """Lets Prometheus find the pods of its own namespace, and read nothing else."""

    def __init__(self, scope: Construct, namespace: str) -> None:
        super().__init__(scope, f"discovery-{namespace}")
        rules: list[Body] = [
            {"apiGroups": [""], "resources": ["pods", "services"], "verbs": READ},
            {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": READ},
        ]
        role(self, namespace, "prometheus", rules, "prometheus", namespace)


def role(
    scope: Construct,
    namespace: str,
    name: str,
    rules: Sequence[Body],
    account: str,
    account_namespace: str,
) -> None:
    """A Role and its only binding."""
    Resource(
        scope,
        f"role-{name}",
        {
            "apiVersion": f"{RBAC}/v1",
            "kind": "Role",
            "metadata": _metadata(name, namespace),
            "rules": list(rules),
        },
    )
    Resource(
        scope,
        f"binding-{name}",
        {
            "apiVersion": f"{RBAC}/v1",
            "kind": "RoleBinding",
            "metadata": _metadata(name, namespace),
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": name},
            "subjects": [
                {"kind": "ServiceAccount", "name": account, "namespace": account_namespace}
            ],
        },
    )


def _metadata(name: str, namespace: str) -> Body:
    return metadata(name, namespace, app="access", component=COMPONENT, version=VERSION)
