"""Nightly backups."""

from __future__ import annotations

from dotmac_manifests.components.backup_schedule import NightlyBackup
from tests.rendered import Body, faults, one, rendered


def schedule(**extra: dict[str, str]) -> Body:
    bodies = rendered(
        lambda file: NightlyBackup(file, "tenant-a", ["tenant-a"], retention_days=30, **extra)
    )
    assert faults(bodies) == []
    return one(bodies, "Schedule")


def test_it_takes_its_namespaces_without_secrets_and_without_the_database() -> None:
    template = schedule()["spec"]["template"]
    assert template["includedNamespaces"] == ["tenant-a"]
    assert template["excludedResources"] == ["secrets"]
    (expression,) = template["labelSelector"]["matchExpressions"]
    assert expression == {"key": "cnpg.io/cluster", "operator": "DoesNotExist"}
    assert template["ttl"] == "720h0m0s"


def test_backups_outlive_the_schedule_and_carry_its_labels() -> None:
    spec = schedule(labels={"dotmac.io/tenant-slug": "a"})["spec"]
    assert spec["useOwnerReferencesInBackup"] is False
    assert spec["template"]["metadata"] == {"labels": {"dotmac.io/tenant-slug": "a"}}


def test_it_runs_at_night_at_the_same_time_every_day() -> None:
    minute, hour, *rest = schedule()["spec"]["schedule"].split()
    assert rest == ["*", "*", "*"]
    assert 3 <= int(hour) < 6
    assert 0 <= int(minute) < 60
    assert schedule() == schedule()
