"""Volumes are encrypted with our key, stay in their region, and go when their claim goes.

Why: a disk that is read outside the cluster, or found by its next owner, is only noise if it is
encrypted; a volume that is kept without its claim waits for whoever binds it next. A volume made
before its pod is scheduled may be where the pod may not run.

Reads: every StorageClass: encryption with a key that is named, for the provisioners of AWS, Google
Cloud and Azure, and any other cannot be judged; reclaimPolicy Delete; WaitForFirstConsumer;
allowVolumeExpansion; allowedTopologies of zones of one region, that of the tenants' namespaces.

Violating:

    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: fast}
    provisioner: ebs.csi.aws.com
    reclaimPolicy: Retain

Clean:

    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: fast}
    provisioner: ebs.csi.aws.com
    parameters: {encrypted: "true", kmsKeyId: alias/volumes}
    reclaimPolicy: Delete
    volumeBindingMode: WaitForFirstConsumer
    allowVolumeExpansion: true
    allowedTopologies:
      - matchLabelExpressions:
          - {key: topology.kubernetes.io/zone, values: [us-east-1a]}

Source: MTB#1199; K8S-MT; NSA; https://kubernetes.io/docs/concepts/storage/storage-classes/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

ENCRYPTION: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "disk.csi.azure.com": {"diskEncryptionSetID": re.compile(".+")},
    "ebs.csi.aws.com": {"encrypted": re.compile("true"), "kmsKeyId": re.compile(".+")},
    "pd.csi.storage.gke.io": {"disk-encryption-kms-key": re.compile(".+")},
}
"""Provisioner to what its parameters have to be."""
_ZONE = re.compile(r"(.*\d)-?[a-z0-9]")
WANTED: Mapping[str, tuple[object, str]] = {
    "allowVolumeExpansion": (True, "cannot be made larger"),
    "reclaimPolicy": ("Delete", "are kept for whoever binds them next"),
    "volumeBindingMode": ("WaitForFirstConsumer", "are made before their pod has a place"),
}
_DEFAULTS: Mapping[str, object] = {"reclaimPolicy": "Delete"}


def check(facts: Facts) -> Iterator[Broken]:
    """Classes whose volumes can be read, or are elsewhere."""
    for found in facts.kind("StorageClass"):
        yield from _encryption(found)
        for field, (value, meaning) in WANTED.items():
            if found.body.get(field, _DEFAULTS.get(field)) != value:
                message = f"volumes of class {found.ref.name} {meaning}"
                yield Broken(found, message, f"set {field}: {str(value).lower()}", (field,))
        yield from _region(facts, found)


def _encryption(found: Manifest) -> Iterator[Broken]:
    provisioner = str(found.body.get("provisioner"))
    wanted, parameters = ENCRYPTION.get(provisioner), mapping(found.body, "parameters")
    if wanted is None:
        message = f"class {found.ref.name} cannot be judged: provisioner {provisioner} is not known"
        yield Broken(found, message, f"use {', '.join(ENCRYPTION)}", ("provisioner",))
        return
    for name, pattern in wanted.items():
        if not pattern.fullmatch(str(parameters.get(name, ""))):
            message = f"volumes of class {found.ref.name} are not encrypted with our key ({name})"
            yield Broken(found, message, f"set parameters.{name}", ("parameters", name))


def _region(facts: Facts, found: Manifest) -> Iterator[Broken]:
    label, path = facts.site.region_label, ("allowedTopologies",)
    homes = {
        str(mapping(space.body, "metadata", "labels").get(label))
        for space in facts.namespaces.values()
        if label in mapping(space.body, "metadata", "labels")
    }
    zones = [
        str(value)
        for term in items(found.body, "allowedTopologies")
        for expression in items(term, "matchLabelExpressions")
        for value in items(expression, "values")
    ]
    if not zones:
        message = f"volumes of class {found.ref.name} may be anywhere"
        yield Broken(found, message, "list the region's zones in allowedTopologies", path)
    for zone in zones:
        match = _ZONE.fullmatch(zone)
        region = match[1] if match else zone
        if homes and not any(home == region or home.endswith(f"-{region}") for home in homes):
            message = f"volumes of class {found.ref.name} may be in {zone}, outside the region"
            yield Broken(found, message, "list zones of the region only", path)


RULE = Rule("S02", "encrypted-classes", Severity.HIGH, check)
