"""Every tenant's namespaces are under every guard that there has to be.

Why: what verify reads is Git; what reaches the API server may be a forged deployer, a stray
`kubectl` or an operator gone astray. The guards refuse it there. One that is gone, or whose
binding misses a tenant, is noticed by nobody until then.

Reads: policies of the site's `admission.guards`, of its VPN guard in VPN namespaces, and of
`admission.platformGuards` in the platform's: each exists and, with its bindings, denies in each of
those namespaces. Judged wherever a tenant's namespace is rendered.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      labels: {app.kubernetes.io/component: tenant}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: monitoring

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/;
K8S-MT; OWASP K8s Top Ten 2025 K04
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import Guard, guards, labels_of
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Guards that are gone, and namespaces that they pass by."""
    found, site = guards(facts), facts.site
    tenants = [name for name in facts.namespaces if name in facts.owners]
    if not tenants:
        return
    own = [name for name in facts.namespaces if name in site.platform_namespaces]
    vpns = [name for name in tenants if is_vpn(facts, name)]
    for guard in site.admission.guards:
        yield from _missing(facts, found.get(guard), guard, tenants)
    if vpns:
        yield from _missing(facts, found.get(site.vpn_guard), site.vpn_guard, vpns)
    for guard in site.admission.platform_guards:
        yield from _missing(facts, found.get(guard), guard, own)


def _missing(
    facts: Facts, guard: Guard | None, name: str, namespaces: Iterable[str]
) -> Iterator[Broken]:
    for namespace in namespaces:
        if guard is None:
            yield Broken(
                facts.anchor(namespace),
                f"no policy {name} guards {namespace}",
                f"render {name} and its binding",
            )
            return  # once is enough: it is missing everywhere
        if not guard.covers(labels_of(facts, namespace)):
            yield Broken(
                facts.anchor(namespace),
                f"policy {name} does not deny in {namespace}",
                "bind it there with Deny, and let it fail closed",
                evidence=tuple(str(binding.ref) for binding in guard.bindings),
            )


RULE = Rule("V02", "guards", Severity.CRITICAL, check)
