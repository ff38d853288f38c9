"""Only namespaces that are listed may enforce less than restricted, each pinned by a policy.

Why: one namespace at `privileged` is a door to every node. A tenant's VPN needs one capability
that Pod Security cannot allow by itself, so its namespace is left open there and closed by an
admission policy that describes the only pod that may run. Take that policy away, and a forged pod
in the namespace owns the node.

Reads: the level of every Namespace. Below restricted may be the site's `privilegedNamespaces`, none
of which is a tenant's or the platform's own, and tenants' VPN namespaces, in which the site's
`vpnGuard` must judge every new pod, deny it, and fail closed. Operators' own pods come from charts
and are not judged here.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme-vpn
      labels:
        dotmac.io/tenant-slug: acme
        pod-security.kubernetes.io/enforce: privileged

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: velero
      labels:
        pod-security.kubernetes.io/enforce: baseline

Source: PSS https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions;
https://kubernetes.io/docs/concepts/security/multi-tenancy/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import guards, labels_of
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn
from dotmac_manifests.analysis.rules.rule import Broken, Rule

LEVEL = "pod-security.kubernetes.io/enforce"


def check(facts: Facts) -> Iterator[Broken]:
    """Open namespaces that nobody listed, and listed ones without their policy."""
    walled = {*facts.owners, *facts.site.platform_namespaces}
    policies = guards(facts)
    for name, manifest in facts.namespaces.items():
        level = mapping(manifest.body, "metadata", "labels").get(LEVEL)
        if level == "restricted":
            continue
        path = ("metadata", "labels", LEVEL)
        if is_vpn(facts, name):
            guard = policies.get(facts.site.vpn_guard)
            if guard is None or not guard.covers(labels_of(facts, name)):
                why = "is missing" if guard is None else "does not deny pods there"
                yield _unpinned(facts, manifest, why)
            else:
                judged = {
                    resource
                    for group, resource, operations in guard.resources()
                    if group == "" and {"CREATE", "UPDATE"} <= operations
                }
                if not {"pods", "pods/ephemeralcontainers"} <= judged:
                    yield _unpinned(facts, manifest, "does not look at every new container")
        elif name in walled or name not in facts.site.privileged_namespaces:
            yield Broken(
                manifest,
                f"namespace {name} enforces {level or 'no level'} and is no exception",
                "enforce restricted, or list it in the site's privilegedNamespaces",
                path,
            )


def _unpinned(facts: Facts, manifest: Manifest, why: str) -> Broken:
    return Broken(
        manifest,
        f"any pod may run in {manifest.ref.name}: policy {facts.site.vpn_guard} {why}",
        f"bind {facts.site.vpn_guard} to the namespace with Deny and failurePolicy Fail",
        ("metadata", "labels", LEVEL),
    )


RULE = Rule("P05", "privileged-exceptions", Severity.CRITICAL, check)
