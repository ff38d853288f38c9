"""Databases' and backups' operators."""

from __future__ import annotations

from functools import partial

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_data import (
    VELERO_SECRET,
    PostgresBudgets,
    backup_plugin,
    velero,
)
from tests.components.rendering import render
from tests.fleet import seed_plan

REGIONS = seed_plan().regions
VELERO = velero(Settings(REGIONS["us-east-1"], "velero"))


def test_locations_and_schedules_are_our_own() -> None:
    assert VELERO["backupsEnabled"] is VELERO["snapshotsEnabled"] is False
    assert VELERO["schedules"] == {}


def test_credentials_come_from_the_store() -> None:
    assert VELERO["credentials"] == {"useSecret": True, "existingSecret": VELERO_SECRET}


def test_agents_see_no_folder_of_the_node() -> None:
    """Which is what lets the namespace be `baseline` instead of `privileged`."""
    agent = VELERO["nodeAgent"]
    assert agent["disableHostPath"] is True
    assert agent["containerSecurityContext"]["allowPrivilegeEscalation"] is False
    assert VELERO["configuration"]["defaultVolumesToFsBackup"] is False


def test_no_job_with_wide_rights_upgrades_definitions() -> None:
    assert VELERO["upgradeCRDs"] is VELERO["cleanUpCRDs"] is False


def test_the_plugin_is_found_by_the_annotations_of_its_service() -> None:
    """The chart writes them only beside a common annotation."""
    assert backup_plugin(Settings(REGIONS["us-east-1"], "plugin-barman-cloud"))["commonAnnotations"]


def test_budgets_where_there_are_two() -> None:
    budgets = render(partial(PostgresBudgets, region=REGIONS["us-east-1"]))
    assert {body["metadata"]["name"] for body in budgets} == {
        "cloudnative-pg",
        "plugin-barman-cloud",
    }
    assert render(partial(PostgresBudgets, region=REGIONS["staging-us-east-1"])) == []
