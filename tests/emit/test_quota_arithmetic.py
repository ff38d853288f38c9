"""What is rendered fits its quotas: every tenant of the fleet, and one of each shape.

The arithmetic is that of the rules, which know nothing but the YAML; here it meets the plan's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from dotmac_manifests.analysis import load, peak
from dotmac_manifests.analysis.amounts import COMPUTE
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.rules.quota import RULES
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import verify
from dotmac_manifests.kube.refs import ref_of
from dotmac_manifests.plan import sizes
from tests.emit.whole import Manifest, namespaces, places, shapes
from tests.fleet import fixture_plan, seed_plan

BOUND = places()
PLANS = {**seed_plan().tenants, **fixture_plan().tenants}
OF_A_NAMESPACE = [rule for rule in RULES if rule.name != "api-fairness"]


@cache
def regions() -> Mapping[str, Facts]:
    """Region to the facts of everything in it, the tenants of each shape included."""
    found: dict[str, list[load.Manifest]] = {}
    for (region, _), manifests in namespaces().items():
        found.setdefault(region, []).extend(map(_read, manifests))
    for manifest in shapes():
        if manifest.kind == "Namespace":
            found[manifest.path.split("/")[0]].append(_read(manifest))
    return {region: Facts(region, manifests, Site()) for region, manifests in found.items()}


def _read(manifest: Manifest) -> load.Manifest:
    return load.Manifest(manifest.body, ref_of(manifest.body), manifest.path, 1)


def test_whatever_runs_has_a_quota() -> None:
    for region, facts in regions().items():
        quotas = {quota.ref.namespace for quota in facts.kind("ResourceQuota", "")}
        bound = {namespace for place, namespace in BOUND if place == region}
        assert facts.pods_by_namespace.keys() <= bound <= quotas


@pytest.mark.parametrize("rule", OF_A_NAMESPACE, ids=lambda rule: rule.id)
def test_everything_at_once_fits_quotas_and_limits(rule: Rule) -> None:
    found = verify(regions().values(), [rule])
    assert [f"{finding.manifest.ref}: {finding.message}" for finding in found] == []


@pytest.mark.parametrize("slug", [slug for slug, plan in PLANS.items() if plan.serving])
def test_the_plan_counts_what_the_manifests_ask_for(slug: str) -> None:
    plan = PLANS[slug]
    found = peak.running(regions()[plan.region.name], plan.namespace)
    planned = sizes.peak({name: size for name, size in plan.sizes.items() if name != "wireguard"})
    used = peak.peak(found.loads, found.claims)
    assert {key: used[key] for key in planned} == {
        key: value.nano for key, value in planned.items()
    }


@pytest.mark.parametrize("slug", [slug for slug, plan in PLANS.items() if plan.mode == "paused"])
def test_a_suspended_tenant_runs_nothing_and_keeps_its_data(slug: str) -> None:
    plan = PLANS[slug]
    facts = regions()[plan.region.name]
    found = peak.running(facts, plan.namespace)
    used = peak.peak(load for load in found.loads if not load.job)
    assert {key: used[key] for key in (*COMPUTE, "pods")} == dict.fromkeys((*COMPUTE, "pods"), 0)
    if plan.database.mode != "external":
        assert sum(claim.count for claim in found.claims) > 0
    kinds = {manifest.ref.kind for manifest in facts.by_namespace[plan.namespace]}
    assert not kinds & {"Job", "HorizontalPodAutoscaler", "Rollout"}
    for job in facts.within(plan.namespace, "CronJob"):
        assert job.body["spec"]["suspend"]
