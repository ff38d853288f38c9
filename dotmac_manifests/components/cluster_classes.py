"""Classes that pods and claims name: priorities and encrypted disks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
COMPONENT = "cluster"
VERSION = "1"

PLATFORM_VALUE = 10_000_000
"""Above every plan, whose values end at one million, and below the `system-` classes, which
begin at two milliards."""
PREEMPTING = frozenset({"enterprise"})
"""Plans whose pods may push others off a node; the others wait for room."""

ZONE_KEYS: Mapping[str, str] = {
    "disk.csi.azure.com": "topology.disk.csi.azure.com/zone",
    "ebs.csi.aws.com": "topology.ebs.csi.aws.com/zone",
    "pd.csi.storage.gke.io": "topology.gke.io/zone",
}
"""Node label by which a CSI driver calls a zone; drivers refuse other keys.
Source: the drivers' own documentation of `allowedTopologies`"""
ZONE = "topology.kubernetes.io/zone"


class PriorityClasses(Component):
    """One class a plan and one for the platform; none is anybody's default."""

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "priority-classes")
        for plan, settings in region.platform.plans.items():
            self._class(
                names.tenant_priority(plan),
                settings.priority,
                f"Workloads of tenants of the plan {plan}.",
                preempting=plan in PREEMPTING,
            )
        self._class(
            names.PLATFORM_PRIORITY,
            PLATFORM_VALUE,
            "The control plane, shared services and operators.",
            preempting=True,
        )

    def _class(self, name: str, value: int, description: str, *, preempting: bool) -> None:
        Resource(
            self,
            name,
            {
                "apiVersion": "scheduling.k8s.io/v1",
                "kind": "PriorityClass",
                "metadata": _metadata(name),
                "value": value,
                "globalDefault": False,
                "preemptionPolicy": "PreemptLowerPriority" if preempting else "Never",
                "description": description,
            },
        )


class Storage(Component):
    """The region's class of encrypted disks.

    A disk goes with its claim (`Delete`): what a departed tenant leaves behind must not live on
    as a disk that nobody owns. Claims themselves are kept by their StatefulSet, by Argo CD's
    sync options and by the admission policy on namespaces, and backups lie outside the cluster.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "storage")
        settings = region.spec.storage_class
        zone = ZONE_KEYS.get(settings.provisioner, ZONE)
        Resource(
            self,
            "class",
            {
                "apiVersion": "storage.k8s.io/v1",
                "kind": "StorageClass",
                "metadata": _metadata(settings.name),
                "provisioner": settings.provisioner,
                "parameters": dict(sorted(settings.parameters.items())),
                "reclaimPolicy": "Delete",
                "volumeBindingMode": "WaitForFirstConsumer",
                "allowVolumeExpansion": True,
                "allowedTopologies": [
                    {"matchLabelExpressions": [{"key": zone, "values": list(region.spec.zones)}]}
                ],
            },
        )


class SnapshotClass(Component):
    """How Velero takes snapshots of those disks.

    A snapshot goes with its object: by then Velero has moved the data to the backup bucket.
    Source: https://velero.io/docs/main/csi-snapshot-data-movement/
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "snapshots")
        settings = region.spec.storage_class
        meta = _metadata(settings.name)
        meta["labels"]["velero.io/csi-volumesnapshot-class"] = "true"
        Resource(
            self,
            "class",
            {
                "apiVersion": "snapshot.storage.k8s.io/v1",
                "kind": "VolumeSnapshotClass",
                "metadata": meta,
                "driver": settings.provisioner,
                "deletionPolicy": "Delete",
            },
        )


def _metadata(name: str) -> Body:
    return metadata(name, None, app="cluster", component=COMPONENT, version=VERSION)
