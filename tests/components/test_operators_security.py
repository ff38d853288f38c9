"""Certificates and secrets without a way over a namespace's border."""

from __future__ import annotations

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_security import cert_manager, external_secrets
from tests.fleet import seed_plan

REGION = seed_plan().regions["us-east-1"]
SECRETS = external_secrets(Settings(REGION, "external-secrets"))
CERTIFICATES = cert_manager(Settings(REGION, "cert-manager"))


def test_no_cluster_wide_store_is_processed_or_even_defined() -> None:
    on = {key: value for key, value in SECRETS.items() if key.startswith("process")}
    assert len(on) == 5
    assert not any(on.values())
    created = {key for key, value in SECRETS["crds"].items() if value is True}
    assert created == {"createSecretStore"}


def test_no_role_grows_by_aggregation() -> None:
    assert SECRETS["rbac"]["aggregateToView"] is SECRETS["rbac"]["aggregateToEdit"] is False
    assert CERTIFICATES["global"]["rbac"] == {"aggregateClusterRoles": False}


def test_two_replicas_elect_a_leader() -> None:
    assert SECRETS["replicaCount"] == 2
    assert SECRETS["leaderElect"] is True
    assert SECRETS["certController"]["replicaCount"] == 1


def test_challenges_are_looked_at_from_outside() -> None:
    """By the very resolvers that the flows open."""
    assert CERTIFICATES["dns01RecursiveNameservers"] == "1.1.1.1:53,8.8.8.8:53"
    assert CERTIFICATES["dns01RecursiveNameserversOnly"] is True


def test_nothing_lives_in_kube_system() -> None:
    assert CERTIFICATES["global"]["leaderElection"] == {"namespace": "cert-manager"}


def test_the_cloud_role_of_the_zone_is_worn_by_the_controller_only() -> None:
    role = REGION.spec.dns.role_arn
    annotations = CERTIFICATES["serviceAccount"]["annotations"]
    assert annotations == {"eks.amazonaws.com/role-arn": role}
    assert "serviceAccount" not in CERTIFICATES["webhook"]


def test_no_job_waits_at_the_end_of_a_sync() -> None:
    assert CERTIFICATES["startupapicheck"] == {"enabled": False}
