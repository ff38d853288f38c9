from __future__ import annotations

from dataclasses import replace

from dotmac_manifests.components.cnpg_backups import SIDECAR
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.postgres_cnpg import CnpgCluster, CnpgDatabase, CnpgSettings
from dotmac_manifests.components.resource import LAST_WAVE, SYNC_WAVE, WAVES
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.sizes import stopped
from tests.components.rendering import Body, find, kinds, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]
SIZE = PLAN.sizes["postgres"]
SETTINGS = CnpgSettings(
    name="store",
    image=PLAN.images["postgres-cnpg"],
    size=SIZE,
    instances=3,
    storage="40Gi",
    database="app",
    owner="app_owner",
    owner_secret="store-app",
    store=S3Access(endpoint="https://s3.example.com", bucket="b", region="r1", secret="keys"),
    retention_days=30,
    roles={"reader": "store-reader"},
    databases=[CnpgDatabase(name="other", database="o", owner="reader", extensions=["ltree"])],
)


def bodies(settings: CnpgSettings = SETTINGS) -> list[Body]:
    home = Home.of_tenant(PLAN)
    return render(lambda file: CnpgCluster(file, home, settings))


def cluster(settings: CnpgSettings = SETTINGS) -> Body:
    return find(bodies(settings), "Cluster", settings.name)


def test_it_makes_what_a_database_needs() -> None:
    assert kinds(bodies()) == {"ObjectStore", "Cluster", "Database", "ScheduledBackup"}


def test_the_sidecar_and_postgres_share_the_size_of_the_pod() -> None:
    resources = cluster()["spec"]["resources"]
    for kind, whole in SIZE.resources.items():
        for name, amount in whole.items():
            parts = Quantity.parse(resources[kind][name]) + Quantity.parse(SIDECAR[kind][name])
            assert parts == Quantity.parse(amount)
    assert resources["requests"]["memory"] == resources["limits"]["memory"]


def test_wal_and_base_backups_go_to_the_bucket_for_as_long_as_agreed() -> None:
    store = find(bodies(), "ObjectStore", "store")["spec"]
    assert store["configuration"]["destinationPath"] == "s3://b/store"
    assert store["configuration"]["endpointURL"] == "https://s3.example.com"
    assert store["retentionPolicy"] == "30d"
    plugin = {
        "name": "barman-cloud.cloudnative-pg.io",
        "isWALArchiver": True,
        "parameters": {"barmanObjectName": "store"},
    }
    assert cluster()["spec"]["plugins"] == [plugin]
    backup = find(bodies(), "ScheduledBackup", "store")["spec"]
    assert backup["method"] == "plugin"
    assert len(backup["schedule"].split()) == 6


def test_roles_and_databases_are_declared() -> None:
    spec = cluster()["spec"]
    assert spec["bootstrap"]["initdb"]["secret"] == {"name": "store-app"}
    assert spec["managed"]["roles"] == [
        {
            "name": "reader",
            "ensure": "present",
            "login": True,
            "passwordSecret": {"name": "store-reader"},
        }
    ]
    database = find(bodies(), "Database", "other")["spec"]
    assert database["extensions"] == [{"name": "ltree", "ensure": "present"}]
    assert database["databaseReclaimPolicy"] == "retain"


def test_nobody_connects_without_tls_or_as_superuser() -> None:
    spec = cluster()["spec"]
    assert spec["postgresql"]["pg_hba"] == ["hostnossl all all all reject"]
    assert spec["enableSuperuserAccess"] is False


def test_removing_it_takes_a_person() -> None:
    options = cluster()["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
    assert options == "Prune=confirm,Delete=confirm"


def test_several_instances_stand_apart_and_confirm_each_other() -> None:
    spec = cluster()["spec"]
    assert spec["instances"] == 3
    assert spec["enablePDB"] is True
    assert spec["affinity"]["topologyKey"] == "topology.kubernetes.io/zone"
    assert spec["postgresql"]["synchronous"]["dataDurability"] == "preferred"


def test_a_single_instance_blocks_no_drain() -> None:
    spec = cluster(replace(SETTINGS, instances=1))["spec"]
    assert spec["enablePDB"] is False
    assert "synchronous" not in spec["postgresql"]
    assert "topologySpreadConstraints" not in spec


def test_zero_replicas_hibernate_with_every_volume_kept_and_nothing_behind_them() -> None:
    resting = replace(SETTINGS, size=stopped(SIZE))
    annotations = cluster(resting)["metadata"]["annotations"]
    assert annotations["cnpg.io/hibernation"] == "on"
    assert annotations[SYNC_WAVE] == str(LAST_WAVE) == str(max(WAVES.values()))
    assert cluster(resting)["spec"] == cluster()["spec"]
    assert find(bodies(resting), "ScheduledBackup", "store")["spec"]["suspend"] is True
