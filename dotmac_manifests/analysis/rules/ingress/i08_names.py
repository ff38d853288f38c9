"""Tenants' names and claims cannot be taken for ours, or for a pattern.

Why: a tenant called `admin` or `api`, or one that claims `login.dotmac.com`, speaks in our name. A
claim with a wildcard, a space or a capital letter means one thing to a reader and another to the
admission policy that compares it.

Reads: tenants' names (a letter first, then letters, digits and single hyphens, at most 40; not one
of the site's `edge.reserved`); each host of their claims: exact; below the tenants' domain only
`<name>.<domain>` with a name that is not reserved, names below such a host of their own, and
`<name>.control-plane.<domain>` beside it; nothing else of our own domain.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: "acme.isp.dotmac.com,login.dotmac.com"}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations: {dotmac.io/hosts: "acme.isp.dotmac.com,portal.acme.example"}

Source: K8S-MT; https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts, Tenant
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.ingress._hosts import HOST, claims
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.site_edge import EdgeSite

SLUG = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?")


def check(facts: Facts) -> Iterator[Broken]:
    """Names that mislead."""
    reserved = facts.site.edge.reserved
    for tenant in facts.tenants:
        anchor = facts.anchor(tenant.namespaces[0])
        name = tenant.name
        if not SLUG.fullmatch(name) or "--" in name or name.startswith("kube-"):
            message = f"{name} is no name for a tenant"
            yield Broken(anchor, message, "use letters, digits and single hyphens, up to 40")
        if name in reserved:
            yield Broken(anchor, f"tenant {name} has a reserved name", "choose another")
        yield from _claims(facts, tenant)


def _claims(facts: Facts, tenant: Tenant) -> Iterator[Broken]:
    hosts = {host for space in tenant.namespaces for host in claims(facts, space)}
    for space in tenant.namespaces:
        for host in claims(facts, space):
            why = _wrong(facts.site.edge, host, hosts)
            if why:
                yield Broken(
                    facts.anchor(space),
                    f"namespace {space} claims {host!r}, which {why}",
                    "claim hosts of the tenant's own only",
                    ("metadata", "annotations", facts.site.hosts_annotation),
                )


def _wrong(edge: EdgeSite, host: str, hosts: set[str]) -> str:
    """What is wrong with one of a tenant's ``hosts``; empty if nothing is."""
    if not HOST.fullmatch(host):
        return "is no full host name"
    if not host.endswith(f".{edge.tenant_domain}"):
        ours = host == edge.domain or host.endswith(f".{edge.domain}")
        return f"is a name of {edge.domain} itself" if ours else ""
    *below, name = host.removesuffix(f".{edge.tenant_domain}").split(".")
    if name == edge.control_plane_name and len(below) == 1:
        name = below[0]  # a remote control plane calls by a name beside the tenant's host
    elif not below:
        return "is reserved" if name in edge.reserved else ""
    known = name not in edge.reserved and f"{name}.{edge.tenant_domain}" in hosts
    return "" if known else "is below a name that is not the tenant's"


RULE = Rule("I08", "own-names", Severity.HIGH, check)
