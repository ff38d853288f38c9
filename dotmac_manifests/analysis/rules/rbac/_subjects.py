"""Whose account a subject is: a tenant's own, its deployer's, or somebody else's."""

from __future__ import annotations

from dotmac_manifests.analysis.access import Subject
from dotmac_manifests.analysis.facts import Facts

CROWDS = frozenset(
    {
        "system:anonymous",
        "system:authenticated",
        "system:masters",
        "system:monitoring",
        "system:nodes",
        "system:serviceaccounts",
        "system:unauthenticated",
    }
)
"""Users and groups that nobody in particular is; tenants' pods belong to some of them."""


def tenant_of(facts: Facts, subject: Subject) -> str:
    """The tenant whose account, deployer or group of accounts a subject is; empty if none."""
    home, prefix = subject.home, facts.site.tenant_namespace_prefix
    if home in facts.owners or home.startswith(prefix):
        return facts.owners.get(home, home.removeprefix(prefix))
    if home == facts.site.gitops_namespace and subject.account.startswith(prefix):
        return subject.account.removeprefix(prefix)
    return ""


def is_deployer(facts: Facts, subject: Subject, namespace: str) -> bool:
    """Whether a subject is the account as which Argo CD writes one tenant's workloads."""
    name = f"{facts.site.tenant_namespace_prefix}{facts.owners.get(namespace, '')}"
    return subject == Subject("ServiceAccount", name, facts.site.gitops_namespace)
