"""Everything that keeps data is backed up, and every database by its own means as well.

Why: a volume is one disk in one zone, and a tenant deletes things by mistake. A snapshot of a
running database may be half a transaction; a dump, or base backups with the journal, can be
restored to a moment. A backup that was paused for an hour and forgotten is found on the day when
it is needed.

Reads: claims of volumes (StatefulSet, PersistentVolumeClaim): a Velero `Schedule` that is not
paused includes their namespace, takes volumes, does not leave these claims out, and names a
`BackupStorageLocation` that is there. Site facts name the volumes that are caches or backups.
Stateful sets of PostgreSQL and MongoDB: a `CronJob` called `<name>-backup`, not suspended unless
the database is. CloudNativePG clusters: a `ScheduledBackup`, not suspended unless they hibernate,
whose plugin archives the journal to an `ObjectStore` that is there.

Violating:

    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata: {name: postgres, namespace: tenant-a}
    spec: {instances: 2}
    ---
    apiVersion: postgresql.cnpg.io/v1
    kind: ScheduledBackup
    metadata: {name: postgres, namespace: tenant-a}
    spec: {cluster: {name: postgres}, suspend: true}

Clean:

    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata: {name: postgres, namespace: tenant-a}
    spec:
      instances: 2
      plugins:
        - name: barman-cloud.cloudnative-pg.io
          isWALArchiver: true
          parameters: {barmanObjectName: postgres}
    ---
    apiVersion: barmancloud.cnpg.io/v1
    kind: ObjectStore
    metadata: {name: postgres, namespace: tenant-a}
    spec: {}
    ---
    apiVersion: postgresql.cnpg.io/v1
    kind: ScheduledBackup
    metadata: {name: postgres, namespace: tenant-a}
    spec: {cluster: {name: postgres}, schedule: 0 0 1 * * *, method: plugin}

Source: https://velero.io/docs/main/api-types/schedule/ and
https://cloudnative-pg.io/docs/ (backup)
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.databases import MONGODB, POSTGRES, ports
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.peak import HIBERNATION
from dotmac_manifests.analysis.rules.availability._volumes import schedules, unsaved, volumes
from dotmac_manifests.analysis.rules.rule import Broken, Rule

DUMPED = frozenset({POSTGRES, MONGODB})


def check(facts: Facts) -> Iterator[Broken]:
    """Yield volumes and databases that nobody backs up."""
    planned = schedules(facts)
    for volume in volumes(facts):
        reasons = unsaved(facts, planned, volume)
        if reasons is not None:
            message = f"the volumes of {volume.owner.ref} are in no backup"
            remedy = "include them in a Velero Schedule that is not paused"
            yield Broken(volume.owner, message, remedy, evidence=reasons)
    for pods in facts.pods:
        dumped = any(ports(container) & DUMPED for _, container in pods.containers())
        if pods.manifest.ref.kind == "StatefulSet" and dumped:
            yield from _dumped(facts, pods.manifest)
    for cluster in facts.kind("Cluster", "postgresql.cnpg.io"):
        yield from _archived(facts, cluster)


def _dumped(facts: Facts, database: Manifest) -> Iterator[Broken]:
    ref = database.ref
    job = facts.find("CronJob", ref.namespace, f"{ref.name}-backup")
    asleep = mapping(database.body, "spec").get("replicas") == 0
    if job is None:
        message = f"nothing dumps the database {ref}"
        yield Broken(database, message, f"add a CronJob {ref.name}-backup")
    elif mapping(job.body, "spec").get("suspend") is True and not asleep:
        message = f"{job.ref} is suspended, but the database runs"
        yield Broken(job, message, "set suspend: false", ("spec", "suspend"))


def _archived(facts: Facts, cluster: Manifest) -> Iterator[Broken]:
    ref, asleep = cluster.ref, _annotations(cluster).get(HIBERNATION) == "on"
    backups = [
        each
        for each in facts.within(ref.namespace, "ScheduledBackup")
        if mapping(each.body, "spec", "cluster").get("name") == ref.name
    ]
    if not backups:
        message = f"no ScheduledBackup is about {ref}"
        yield Broken(cluster, message, "add one with method: plugin")
    for schedule in backups:
        spec = mapping(schedule.body, "spec")
        if spec.get("suspend") is True and not asleep:
            message = f"{schedule.ref} is suspended, but the database runs"
            yield Broken(schedule, message, "set suspend: false", ("spec", "suspend"))
        if spec.get("method") not in ("plugin", "barmanObjectStore"):
            message = f"{schedule.ref} takes a snapshot only, without the journal"
            yield Broken(schedule, message, "set method: plugin", ("spec", "method"))
    if not any(_stored(facts, cluster, mapping(each)) for each in _plugins(cluster)):
        own = mapping(cluster.body, "spec", "backup", "barmanObjectStore")
        if not own:
            message = f"the journal of {ref} goes nowhere, or to an ObjectStore that is not there"
            remedy = "add the backup plugin with isWALArchiver, and its ObjectStore"
            yield Broken(cluster, message, remedy, ("spec", "plugins"))


def _annotations(manifest: Manifest) -> Body:
    return mapping(manifest.body, "metadata", "annotations")


def _plugins(cluster: Manifest) -> Iterator[object]:
    yield from items(cluster.body, "spec", "plugins")


def _stored(facts: Facts, cluster: Manifest, plugin: Body) -> bool:
    name = str(mapping(plugin, "parameters").get("barmanObjectName"))
    store = facts.find("ObjectStore", cluster.ref.namespace, name)
    on = plugin.get("enabled") is not False and plugin.get("isWALArchiver") is True
    return on and store is not None


RULE = Rule("H06", "backups", Severity.HIGH, check)
