from __future__ import annotations

import pytest

from dotmac_manifests.components.pods import Body
from dotmac_manifests.components.prometheus import Prometheus, retention_megabytes
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]


def bodies() -> list[Body]:
    return render(lambda file: Prometheus(file, PLAN))


@pytest.mark.parametrize(("claim", "megabytes"), [("20Gi", 16384), ("1Ti", 838860), ("1Gi", 819)])
def test_a_fifth_of_the_claim_stays_free(claim: str, megabytes: int) -> None:
    assert retention_megabytes(claim) == megabytes


def test_each_replica_keeps_its_own_data() -> None:
    spec = find(bodies(), "StatefulSet", "prometheus")["spec"]
    assert spec["replicas"] == PLAN.sizes["prometheus"].replicas
    (claim,) = spec["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == PLAN.sizes["prometheus"].storage


def test_its_token_is_short_lived_and_asked_for_by_the_pod_alone() -> None:
    spec = pod(find(bodies(), "StatefulSet", "prometheus"))
    assert spec["automountServiceAccountToken"] is False
    (token,) = [volume for volume in spec["volumes"] if volume["name"] == "api-token"]
    sources = token["projected"]["sources"]
    assert sources[0]["serviceAccountToken"]["expirationSeconds"] == 3600
    mounts = spec["containers"][0]["volumeMounts"]
    assert "/var/run/secrets/kubernetes.io/serviceaccount" in [m["mountPath"] for m in mounts]
