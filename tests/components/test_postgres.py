from __future__ import annotations

import pytest

from dotmac_manifests.components.postgres import Postgres
from tests.components.rendering import Body, find, kinds, render
from tests.fleet import seed_plan


def bodies(slug: str) -> list[Body]:
    plan = seed_plan().tenants[slug]
    return render(lambda file: Postgres(file, plan))


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("citynet", {"Cluster", "Database", "ObjectStore", "ScheduledBackup"}),
        (
            "demo-isp",
            {"ConfigMap", "CronJob", "Job", "Service", "ServiceAccount", "StatefulSet"},
        ),
        ("lion-net", set()),
    ],
)
def test_each_mode_renders_its_own_kinds(slug: str, expected: set[str]) -> None:
    assert kinds(bodies(slug)) == {"ExternalSecret", *expected}


@pytest.mark.parametrize("slug", ["citynet", "demo-isp", "lion-net"])
def test_each_role_has_its_own_credentials_in_every_mode(slug: str) -> None:
    plan = seed_plan().tenants[slug]
    for component, role in plan.database.roles.items():
        spec = find(bodies(slug), "ExternalSecret", f"postgres-{component}")["spec"]
        template = spec["target"]["template"]
        assert template["type"] == "kubernetes.io/basic-auth"
        assert template["data"] == {"username": role, "password": "{{ .password }}"}
        assert template["metadata"]["labels"]["cnpg.io/reload"] == "true"
        assert spec["data"][0]["remoteRef"] == {
            "key": f"tenants/{slug}/postgres-{component}",
            "property": "password",
        }


def test_without_radius_there_is_no_role_for_it() -> None:
    found = bodies("metro-fiber")
    names = {body["metadata"]["name"] for body in found if body["kind"] == "ExternalSecret"}
    assert names == {"postgres-isp-backend", "postgres-netbox"}
    roles = find(found, "Cluster", "postgres")["spec"]["managed"]["roles"]
    assert [role["name"] for role in roles] == ["tenant_metro_fiber_netbox"]


def test_netbox_owns_a_database_with_ltree() -> None:
    database = find(bodies("citynet"), "Database", "netbox")["spec"]
    assert database["owner"] == "tenant_citynet_netbox"
    assert database["extensions"] == [{"name": "ltree", "ensure": "present"}]
