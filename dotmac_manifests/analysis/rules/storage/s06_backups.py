"""A backup holds one tenant, without its secrets, and is encrypted where it lies.

Why: a backup of several tenants can only be restored as one, into each other's namespaces; who may
read it reads all of them. Secrets come from the secret store and have no business in a bucket.

Reads: Velero's Schedules and Backups: namespaces by exact name, all of one tenant or one of ours,
named like the tenant's namespace (a Backup, which is taken once, with `-final` at the end) and
labelled with it, without Secrets or cluster-wide resources.
BackupStorageLocations: server-side encryption, and a prefix of their own.

Violating:

    apiVersion: velero.io/v1
    kind: Schedule
    metadata: {name: all, namespace: velero}
    spec:
      template:
        includedNamespaces: ["*"]

Clean:

    apiVersion: velero.io/v1
    kind: Schedule
    metadata: {name: shared-services, namespace: velero}
    spec:
      template:
        includedNamespaces: [shared-services]
        excludedResources: [secrets]

Source: https://velero.io/docs/main/api-types/schedule/; K8S-MT
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

GROUP = "velero.io"
FINAL = "-final"
"""End of the name of a Backup, which is taken once."""
SECRETS = "secrets"


def check(facts: Facts) -> Iterator[Broken]:
    """Backups that mix tenants, or hold what they should not."""
    for schedule in facts.kind("Schedule", GROUP):
        yield from _backup(facts, schedule, ("spec", "template"))
    for backup in facts.kind("Backup", GROUP):
        yield from _backup(facts, backup, ("spec",))
    for location in facts.kind("BackupStorageLocation", GROUP):
        spec = mapping(location.body, "spec")
        config = mapping(spec, "config")
        if not (config.get("serverSideEncryption") or config.get("kmsKeyId")):
            message = f"backups at {location.ref.name} lie there unencrypted"
            path: FieldPath = ("spec", "config")
            yield Broken(location, message, "set config.serverSideEncryption", path)
        if not mapping(spec, "objectStorage").get("prefix"):
            message = f"backups at {location.ref.name} share the top of their bucket"
            path = ("spec", "objectStorage")
            yield Broken(location, message, "set objectStorage.prefix", path)


def _backup(facts: Facts, found: Manifest, path: tuple[str, ...]) -> Iterator[Broken]:
    spec, name = mapping(found.body, *path), f"{found.ref.kind} {found.ref.name}"
    spaces = [str(one) for one in items(spec, "includedNamespaces")]
    where = (*path, "includedNamespaces")
    if not spaces or any("*" in space for space in spaces):
        yield Broken(found, f"{name} holds every namespace", "name the namespaces", where)
        return
    owners = {facts.owners.get(space, space) for space in spaces}
    if len(owners) > 1:
        message = f"{name} holds {' and '.join(sorted(owners))} together"
        yield Broken(found, message, "make a backup for each", where)
    once = found.ref.kind == "Backup"
    labels = mapping(found.body if once else spec, "metadata", "labels")
    for tenant in owners & {tenant.name for tenant in facts.tenants}:
        label = labels.get(facts.site.tenant_label)
        own = f"{facts.site.tenant_namespace_prefix}{tenant}{FINAL if once else ''}"
        if label != tenant or found.ref.name != own:
            message = f"{name} of tenant {tenant} is named or labelled like another's"
            remedy = f"call it {own}, with {facts.site.tenant_label}: {tenant}"
            yield Broken(found, message, remedy, path)
    if SECRETS not in items(spec, "excludedResources"):
        yield Broken(found, f"{name} holds Secrets", "exclude secrets", path)
    if spec.get("includeClusterResources"):
        message = f"{name} holds what belongs to the whole cluster"
        yield Broken(found, message, "remove includeClusterResources", path)


RULE = Rule("S06", "own-backups", Severity.HIGH, check)
