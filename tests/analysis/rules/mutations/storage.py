"""Ways to get at data, or to lose it."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    cut,
    mutations,
    on,
    pod,
    push,
    put,
)
from tests.analysis.rules.mutations.places import AP, EU, US

CLAIM = "us-east-1 PersistentVolumeClaim tenant-fast-fiber-vpn/wireguard-data"
MONGODB = "us-east-1 StatefulSet tenant-citynet/mongodb"
LOKI = "ap-southeast-1 StatefulSet shared-services/loki"
BAO = "us-east-1 StatefulSet platform-admin/openbao"
POSTGRES = "us-east-1 Cluster tenant-citynet/postgres"
CLASS = "eu-west-1 StorageClass dotmac-encrypted"
STORE = "us-east-1 ObjectStore tenant-citynet/postgres"
PLATFORM_STORE = "us-east-1 ObjectStore platform-admin/postgres"
BUCKET = "us-east-1 Job shared-services/bucket-citynet"
SCHEDULE = "us-east-1 Schedule velero/tenant-citynet"
LOCATION = "eu-west-1 BackupStorageLocation velero/default"
TEMPLATE = "spec.volumeClaimTemplates.0.spec"
OPTIONS = ("metadata", "annotations", "argocd.argoproj.io/sync-options")
RETAIN = "spec.persistentVolumeClaimRetentionPolicy"
SPACES = "spec.template.includedNamespaces"
SCRATCH = {"ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "gp2"}}}}


def _volume(kind: str, api: str) -> str:
    return f"""
        apiVersion: {api}
        kind: {kind}
        metadata: {{name: mine}}
        spec: {{}}
    """


def _policy(text: str) -> Change:
    def edit(spec: dict[str, Any]) -> None:
        for one in spec["containers"][0]["env"]:
            if one["name"] == "POLICY":
                one["value"] = text

    return on(BUCKET, pod(edit))


def _path(address: str, value: str) -> Change:
    return on(address, put("spec.configuration.destinationPath", value))


def _statement(action: str, resource: str) -> str:
    return (
        '{"Statement": [{"Effect": "Allow", "Action": "' + action + '",'
        ' "Resource": "arn:aws:s3:::' + resource + '"}]}'
    )


SNAPSHOT = """
    apiVersion: snapshot.storage.k8s.io/v1
    kind: VolumeSnapshot
    metadata: {name: theirs, namespace: tenant-lion-net}
    spec:
      source: {volumeSnapshotContentName: nordlicht}
"""
ASKED = "Prune=confirm,Delete=confirm"
LAST = """
    apiVersion: velero.io/v1
    kind: Backup
    metadata: {name: tenant-metro-fiber-final, namespace: velero}
    spec:
      includedNamespaces: [tenant-citynet]
      excludedResources: [secrets]
"""
EVERYTHING = """
    apiVersion: velero.io/v1
    kind: Backup
    metadata: {name: everything, namespace: velero}
    spec: {excludedResources: [secrets]}
"""

WAYS: Ways = {
    "S01": (
        ("class", on(CLAIM, put("spec.storageClassName", "gp2"))),
        ("no class", on(MONGODB, cut(f"{TEMPLATE}.storageClassName"))),
        ("any volume", on(LOKI, put(f"{TEMPLATE}.storageClassName", ""))),
        ("volume", on(CLAIM, put("spec.volumeName", "theirs"))),
        ("snapshot", on(MONGODB, put(f"{TEMPLATE}.dataSource", {"name": "theirs"}))),
        (
            "other namespace",
            on(BAO, put(f"{TEMPLATE}.dataSourceRef", {"namespace": "x", "name": "y"})),
        ),
        ("selector", on(LOKI, put(f"{TEMPLATE}.selector", {"matchLabels": {"a": "b"}}))),
        ("many writers", on(CLAIM, put("spec.accessModes", ["ReadWriteMany"]))),
        ("device", on(MONGODB, put(f"{TEMPLATE}.volumeMode", "Block"))),
        ("database", on(POSTGRES, put("spec.storage.storageClass", "gp2"))),
        ("pod's own", on(MONGODB, pod(push("volumes", {"name": "more", **SCRATCH})))),
        ("class renamed", on(CLASS, put("metadata.name", "encrypted"))),
    ),
    "S02": (
        ("plain", on(CLASS, put("parameters.encrypted", "false"))),
        ("key", on(CLASS, cut("parameters.kmsKeyId"))),
        ("kept", on(CLASS, put("reclaimPolicy", "Retain"))),
        ("at once", on(CLASS, put("volumeBindingMode", "Immediate"))),
        ("fixed", on(CLASS, put("allowVolumeExpansion", False))),
        ("anywhere", on(CLASS, cut("allowedTopologies"))),
        (
            "abroad",
            on(
                CLASS,
                push("allowedTopologies.0.matchLabelExpressions.0.values", "us-east-1a"),
            ),
        ),
        ("provisioner", on(CLASS, put("provisioner", "rancher.io/local-path"))),
    ),
    "S03": (
        ("volume", add(US, _volume("PersistentVolume", "v1"))),
        ("attachment", add(EU, _volume("VolumeAttachment", "storage.k8s.io/v1"))),
        ("content", add(AP, _volume("VolumeSnapshotContent", "snapshot.storage.k8s.io/v1"))),
        ("snapshot", add(AP, SNAPSHOT)),
    ),
    "S04": (
        ("namespace", on("us-east-1 Namespace tenant-citynet", cut(OPTIONS))),
        ("platform", on("us-east-1 Namespace platform-admin", put(OPTIONS, "Prune=false"))),
        ("confirmed", on("eu-west-1 Namespace velero", put(OPTIONS, "Prune=confirm,Delete=false"))),
        ("asked", on("us-east-1 Namespace tenant-citynet", put(OPTIONS, ASKED))),
        ("claim asked", on(CLAIM, put(OPTIONS, ASKED))),
        ("claim", on(CLAIM, put(OPTIONS, "Prune=true,Delete=false"))),
        ("database", on(POSTGRES, cut(OPTIONS))),
        ("deleted", on(MONGODB, put(f"{RETAIN}.whenDeleted", "Delete"))),
        ("scaled", on(BAO, put(f"{RETAIN}.whenScaled", "Delete"))),
        ("unsaid", on(LOKI, cut(RETAIN))),
    ),
    "S05": (
        ("another's", _path(STORE, "s3://dotmac-us-east-1-metro-fiber/postgres")),
        ("the platform's", _path(STORE, "s3://dotmac-us-east-1-backup/citynet")),
        ("platform in a tenant's", _path(PLATFORM_STORE, "s3://dotmac-us-east-1-citynet/p")),
        ("unreadable", _path(STORE, "somewhere")),
        ("every bucket", _policy(_statement("s3:GetObject", "*"))),
        ("like-named", _policy(_statement("s3:GetObject", "dotmac-us-east-1-citynet*"))),
        ("every action", _policy(_statement("s3:*", "dotmac-us-east-1-citynet"))),
        ("administration", _policy(_statement("admin:CreateUser", "dotmac-us-east-1-citynet"))),
        ("no policy", _policy("all")),
    ),
    "S06": (
        ("all", on(SCHEDULE, put(SPACES, ["*"]))),
        ("unsaid", on(SCHEDULE, cut(SPACES))),
        ("two tenants", on(SCHEDULE, push(SPACES, "tenant-metro-fiber"))),
        ("another's", on(SCHEDULE, put(SPACES, ["tenant-metro-fiber"]))),
        ("and the platform", on(SCHEDULE, push(SPACES, "platform-admin"))),
        ("secrets", on(SCHEDULE, cut("spec.template.excludedResources"))),
        ("cluster", on(SCHEDULE, put("spec.template.includeClusterResources", True))),
        ("unencrypted", on(LOCATION, cut("spec.config.serverSideEncryption"))),
        ("prefix", on(LOCATION, cut("spec.objectStorage.prefix"))),
        ("once", add(US, EVERYTHING)),
        ("another's end", add(US, LAST)),
        ("an end without label", add(US, LAST.replace("metro-fiber-final", "citynet-final"))),
        (
            "label",
            on(
                SCHEDULE,
                put(("spec", "template", "metadata", "labels", "dotmac.io/tenant-slug"), "x"),
            ),
        ),
    ),
}

MUTATIONS = mutations(WAYS)
