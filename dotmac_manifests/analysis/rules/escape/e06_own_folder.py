"""What is rendered for a tenant stays in its namespaces, and beyond them bears its name.

Why: whoever reviews a change to a tenant's folder answers for that tenant. An object for another
tenant's namespace in it would pass as this one's affair. A few things have to stand on the other
side of the wall: the platform's half of each network flow, the bucket with its key, and the
backup schedule. They bear the tenant's name, so that no two tenants' can be the same object.

Reads: namespace, kind and name of every object in folders that hold objects of one tenant only.

Violating:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      namespace: tenant-acme
    data: {}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: loki
      namespace: shared-services
    data: {}

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      namespace: tenant-acme
    data: {}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: tenant-acme-logs
      namespace: shared-services
    spec:
      podSelector: {}

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/;
https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.escape._folders import tenant_folders, tenant_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_GRANTED = frozenset(
    {"Backup", "ExternalSecret", "Job", "NetworkPolicy", "Schedule", "ServiceAccount"}
)
"""Kinds that a tenant needs on the other side of its wall."""


def check(facts: Facts) -> Iterator[Broken]:
    """Objects in a tenant's folder that are somebody else's."""
    slugs = {tenant.name for tenant in facts.tenants}
    for tenant, manifests in tenant_folders(facts):
        for manifest in manifests:
            ref = manifest.ref
            if not ref.namespace or tenant_of(facts, manifest) == tenant:
                continue
            what = f"{ref.kind} {ref.name} of {ref.namespace} is rendered for tenant {tenant}"
            if ref.kind not in _GRANTED:
                yield Broken(
                    manifest,
                    f"{what}, which may write only {', '.join(sorted(_GRANTED))} there",
                    "move it to the folder of the namespace that it belongs to",
                    ("metadata", "namespace"),
                )
            elif _named_after(facts, slugs, manifest) != tenant:
                yield Broken(
                    manifest,
                    f"{what}, and does not bear its name",
                    f"call it {facts.site.tenant_namespace_prefix}{tenant}-…",
                    ("metadata", "name"),
                )


def _named_after(facts: Facts, slugs: set[str], manifest: Manifest) -> str:
    """The tenant whose name an object bears: the longest, as one may begin with another's."""
    name, prefix = manifest.ref.name, facts.site.tenant_namespace_prefix
    if name.startswith(prefix):
        words = name.removeprefix(prefix).split("-")
        ways = ("-".join(words[:count]) for count in range(len(words), 0, -1))
    else:
        words = name.split("-")
        ways = ("-".join(words[start:]) for start in range(1, len(words)))
    return next((way for way in ways if way in slugs), "")


RULE = Rule("E06", "own-folder", Severity.CRITICAL, check)
