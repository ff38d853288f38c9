"""Complete workloads: a Deployment or StatefulSet with identity, Service, budget, autoscaler."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.resource import Component, Resource
from dotmac_manifests.components.workload import (
    Workload,
    autoscaler,
    claim_template,
    disruption_budget,
    service,
    service_account,
)
from dotmac_manifests.plan.labels import selector
from dotmac_manifests.plan.sizes import SURGING

Body = dict[str, Any]


class Server(Component):
    """A stateless workload: a Deployment and what belongs to it.

    Workloads in `SURGING` start a new pod before they stop an old one; the others give up one
    pod at a time, since the quota has no room for their surge. ``recreate`` is for workloads of
    which two must never run at once.
    """

    def __init__(
        self, scope: Construct, home: Home, workload: Workload, *, recreate: bool = False
    ) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        size = workload.size
        spec: Body = {
            "selector": {"matchLabels": selector(workload.label)},
            "strategy": _strategy(workload.name, recreate),
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 3,
            "template": workload.template(home, by_template_hash=True),
        }
        if not recreate:
            spec["minReadySeconds"] = 10
        if not size.autoscaled:
            spec["replicas"] = size.replicas
        Resource(
            self,
            "deployment",
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": workload.meta(home),
                "spec": spec,
            },
        )
        if workload.ports:
            service(self, home, workload)
        disruption_budget(self, home, workload)
        if size.autoscaled:
            autoscaler(self, home, workload)


class Stateful(Component):
    """A workload that keeps data: a StatefulSet with explicit claims.

    Each replica's claim is its volume `data`. Claims outlive the workload in every case: only a
    person removes data. ``parallel`` is for members that are ready only once they have found
    each other: they start without waiting for one another.
    """

    def __init__(
        self, scope: Construct, home: Home, workload: Workload, *, parallel: bool = False
    ) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        size = workload.size
        spec: Body = {
            "serviceName": f"{workload.name}-headless",
            "replicas": size.replicas,
            "podManagementPolicy": "Parallel" if parallel else "OrderedReady",
            "updateStrategy": {"type": "RollingUpdate"},
            "minReadySeconds": 10,
            "revisionHistoryLimit": 3,
            "persistentVolumeClaimRetentionPolicy": {
                "whenDeleted": "Retain",
                "whenScaled": "Retain",
            },
            "selector": {"matchLabels": selector(workload.label)},
            "template": workload.template(home, by_template_hash=False),
        }
        if size.storage is not None:
            spec["volumeClaimTemplates"] = [claim_template(home, workload)]
        Resource(
            self,
            "statefulset",
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": workload.meta(home),
                "spec": spec,
            },
        )
        service(self, home, workload)
        service(self, home, workload, headless=True)
        disruption_budget(self, home, workload)


def _strategy(name: str, recreate: bool) -> Body:
    if recreate:
        return {"type": "Recreate"}
    surge = name in SURGING
    rolling = {"maxSurge": int(surge), "maxUnavailable": int(not surge)}
    return {"type": "RollingUpdate", "rollingUpdate": rolling}
