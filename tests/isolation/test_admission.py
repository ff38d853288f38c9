from __future__ import annotations

from typing import Any

import pytest

from tests.fleet import seed_plan
from tests.isolation.admitted import compiled, policies_of

Body = dict[str, Any]
every_region = pytest.mark.parametrize("region", sorted(seed_plan().regions))


def of_kind(bodies: list[Body], kind: str) -> dict[str, Body]:
    return {body["metadata"]["name"]: body["spec"] for body in bodies if body["kind"] == kind}


@every_region
def test_every_policy_fails_closed_and_is_bound_to_deny(region: str) -> None:
    bodies = policies_of(region)
    policies = of_kind(bodies, "ValidatingAdmissionPolicy")
    bindings = of_kind(bodies, "ValidatingAdmissionPolicyBinding")
    assert len(policies) + len(bindings) == len(bodies)
    assert {found["policyName"] for found in bindings.values()} == set(policies)
    assert all(found["failurePolicy"] == "Fail" for found in policies.values())
    assert all(found["validationActions"] == ["Deny", "Audit"] for found in bindings.values())


@every_region
def test_every_expression_compiles(region: str) -> None:
    for policy in of_kind(policies_of(region), "ValidatingAdmissionPolicy").values():
        for part in ("matchConditions", "variables", "validations"):
            for found in policy.get(part, ()):
                compiled(found["expression"])


@every_region
def test_a_policy_without_namespaces_looks_at_what_no_namespace_label_bounds(region: str) -> None:
    bindings = of_kind(policies_of(region), "ValidatingAdmissionPolicyBinding")
    everywhere = {name for name, found in bindings.items() if "matchResources" not in found}
    assert everywhere == {"dotmac-foreign-bindings-cluster", "dotmac-tenant-namespaces-cluster"}


def test_a_tenant_claims_its_own_hosts() -> None:
    plan = seed_plan().tenants["fast-fiber"]
    assert plan.claimed_hosts == ("fast-fiber.isp.dotmac.com", "ops.fastfiber.com")


def test_a_tenant_elsewhere_claims_a_host_for_the_control_plane_too() -> None:
    remote = [plan for plan in seed_plan().tenants.values() if not plan.local_platform]
    for plan in remote:
        subdomain = plan.host.partition(".")[0]
        assert f"{subdomain}.control-plane.isp.dotmac.com" in plan.claimed_hosts
    assert remote
