"""The manifests that the platform's first deployment guide gives as examples, mistake by mistake.

The guide is not part of this repository; without it there is nothing to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.load import load
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import STDIN
from dotmac_manifests.analysis.verify import clusters, verify
from dotmac_manifests.kube.yaml_manifests import read_manifests
from tests.fleet import ROOT

GUIDE = ROOT.parent / "shared" / "sources" / "deployment-model.md"
TENANTS = {"citynet": "456", "fast-fiber": "123"}
"""Slug and id of the tenants that the guide's templates are filled in for."""

pytestmark = pytest.mark.skipif(not GUIDE.is_file(), reason="the guide is not here")


@dataclass(frozen=True)
class Mistake:
    """What is wrong in words, the rules that say so, and the object; `*` is each tenant's slug.

    ``hint`` is what the finding must name, where one object makes several mistakes.
    """

    words: str
    rules: str
    object: str
    hint: str = ""


TENANT_POLICY = "NetworkPolicy tenant-*/tenant-isolation"
PLATFORM_POLICY = "NetworkPolicy platform-admin/platform-admin-egress"
TENANT_APP = "Deployment tenant-*/isp-ops-app"
PLATFORM_APP = "Deployment platform-admin/platform-admin-app"

MISTAKES = (
    # Network
    Mistake(
        "platform chosen by a label nobody guards", "N04", TENANT_POLICY, "name=platform-admin"
    ),
    Mistake("own namespace chosen by such a label", "N04", TENANT_POLICY, "name=tenant-*"),
    Mistake("tenants chosen by such a label", "N04", PLATFORM_POLICY, "component=tenant"),
    Mistake("namespaces without pods, all ports", "N03 N08 N09 N10", TENANT_POLICY),
    Mistake("every namespace for the Internet", "N03", TENANT_POLICY, "nothing to the Internet"),
    Mistake("every namespace for the Internet", "N04 N09", TENANT_POLICY, "everything"),
    Mistake("every namespace, so the API server too", "N12", TENANT_POLICY),
    Mistake("names may be asked of any pod, not of the resolvers", "N05", TENANT_POLICY),
    Mistake("control plane may call all pods of all tenants", "N08", PLATFORM_POLICY),
    Mistake("no default deny in the control plane", "N01", "Namespace platform-admin"),
    Mistake("no default deny beside a tenant's flows", "N01", "Namespace tenant-*"),
    Mistake("nothing isolates the control plane's pods", "N02", PLATFORM_APP),
    # Workloads
    Mistake("replicas beside an autoscaler", "H04", TENANT_APP, "replicas"),
    Mistake("no probes", "H02", TENANT_APP),
    Mistake("no probes", "H02", PLATFORM_APP),
    Mistake("no security context", "P03 P04", TENANT_APP),
    Mistake("no security context", "P03 P04", PLATFORM_APP),
    Mistake("no Pod Security level", "P01 P05", "Namespace platform-admin"),
    Mistake("no Pod Security level", "P01 P05 E04", "Namespace tenant-*"),
    Mistake("no service account, a token mounted", "R08 R16", TENANT_APP),
    Mistake("no service account, a token mounted", "R08 R16", PLATFORM_APP),
    Mistake("no priority class", "C02", TENANT_APP),
    Mistake("image by tag, of nobody's registry", "G01", TENANT_APP, "v1.2.3"),
    Mistake("image by tag, of nobody's registry", "G01", PLATFORM_APP, "v1.2.3"),
    # Fairness
    Mistake("autoscaler's maximum above the quota", "Q07", "ResourceQuota tenant-*/tenant-quota"),
    Mistake("quota on limits without a limit range", "Q05", "Namespace tenant-*"),
    Mistake("quota on limits without a limit range", "Q05", "Namespace platform-admin"),
    Mistake("quota forgets objects and disks", "Q02 Q03", "ResourceQuota tenant-*/tenant-quota"),
    # Rights
    Mistake("platform makes namespaces", "R06", "ClusterRole platform-admin-role", "namespaces"),
    Mistake("platform makes workloads", "R12", "ClusterRole platform-admin-role", "pods"),
    Mistake(
        "platform's rights hold everywhere", "R10", "ClusterRoleBinding platform-admin-binding"
    ),
    Mistake("tenant's application reads the API", "R15", "RoleBinding tenant-*/tenant-binding"),
    Mistake("its token is mounted", "R16", "ServiceAccount tenant-*/isp-ops-sa"),
    # Secrets and hosts
    Mistake("a password in Git", "X01", "Secret platform-admin/platform-db-credentials"),
    Mistake("a password in Git", "X01", "Secret tenant-*/tenant-db-credentials"),
    Mistake("certificate per host", "I06 E02", "Ingress tenant-*/isp-ops-ingress", "letsencrypt"),
    Mistake("host that is not the tenant's on record", "I01", "Ingress tenant-*/isp-ops-ingress"),
    Mistake("no ingress class", "I03", "Ingress tenant-*/isp-ops-ingress", "any edge"),
    Mistake("no TLS", "I03", "Ingress platform-admin/platform-admin-ingress", "without TLS"),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.rules}: {m.words}, {m.object}")
def test_mistake_is_reported(mistake: Mistake) -> None:
    for slug in TENANTS:
        address, hint = (text.replace("*", slug) for text in (mistake.object, mistake.hint))
        reported = {
            finding.rule
            for finding in findings()
            if _address(finding) == address and hint in finding.message
        }
        assert set(mistake.rules.split()) <= reported


def test_deployments_without_selector_are_refused_by_their_schema() -> None:
    deployments = [found for found in fleet()[0].manifests if found.ref.kind == "Deployment"]
    assert len(deployments) == 1 + len(TENANTS)
    for found in deployments:
        assert any("selector" in str(problem) for problem in validate(found.body))


def test_only_fragments_are_left_out() -> None:
    """A fragment shows the resources of a container, and nothing else."""
    left_out = [block for block in _blocks("citynet", "456") if not _is_manifest(block)]
    assert len(left_out) == 3
    assert all(re.search(r"^resources:$", block, re.MULTILINE) for block in left_out)


@cache
def findings() -> tuple[Finding, ...]:
    """What all rules together find."""
    return verify(fleet(), RULES.values())


@cache
def fleet() -> tuple[Facts, ...]:
    """The guide's objects for two tenants, in one cluster."""
    seen: dict[tuple[str, str, str], str] = {}
    for slug, number in TENANTS.items():
        for block in filter(_is_manifest, _blocks(slug, number)):
            for document in re.split(r"^---$", block, flags=re.MULTILINE):
                # Later passages show variants of objects that are there already.
                seen.setdefault(_identity(document), document)
    return clusters(load([STDIN], "---\n".join(seen.values())), Site())


def _blocks(slug: str, number: str) -> Iterator[str]:
    values = {"{{ tenant_slug }}": slug, "{{ tenant_id }}": number}
    text = GUIDE.read_text(encoding="utf-8")
    for variable, value in values.items():
        text = text.replace(variable, value)
    yield from re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def _is_manifest(block: str) -> bool:
    return all(re.search(rf"^{key}: ", block, re.MULTILINE) for key in ("apiVersion", "kind"))


def _identity(document: str) -> tuple[str, str, str]:
    (part,) = read_manifests(document, "guide")
    body: Any = part.value
    return body["kind"], body["metadata"].get("namespace", ""), body["metadata"]["name"]


def _address(finding: Finding) -> str:
    ref = finding.manifest.ref
    return f"{ref.kind} {ref.namespace}/{ref.name}" if ref.namespace else f"{ref.kind} {ref.name}"
