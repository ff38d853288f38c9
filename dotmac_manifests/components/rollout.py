"""A server that lets a new release in step by step, and turns back by itself.

Source: https://argo-rollouts.readthedocs.io/en/stable/features/canary/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.resource import Component, Resource
from dotmac_manifests.components.workload import (
    Workload,
    autoscaler,
    disruption_budget,
    service,
    service_account,
)
from dotmac_manifests.plan.labels import selector

Body = dict[str, Any]
STEPS = (5, 25, 50)
"""Percent of the replicas that run the new release; rounded up to whole pods, as no traffic
router stands before them."""


def rollout(
    scope: Construct, home: Home, workload: Workload, strategy: Body, replicas: int | None
) -> None:
    """A Rollout that gives up on a release that makes no progress for ten minutes.

    ``replicas`` is None where an autoscaler decides.
    """
    spec: Body = {
        "selector": {"matchLabels": dict(selector(workload.name))},
        "strategy": strategy,
        "progressDeadlineSeconds": 600,
        "progressDeadlineAbort": True,
        "revisionHistoryLimit": 3,
        "minReadySeconds": 10,
        "template": workload.template(home, by_template_hash=False),
    }
    if replicas is not None:
        spec["replicas"] = replicas
    Resource(
        scope,
        "rollout",
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Rollout",
            "metadata": workload.meta(home),
            "spec": spec,
        },
    )


class Canary(Component):
    """A Rollout in place of a Deployment; its analysis asks the tenant's own Prometheus."""

    def __init__(self, scope: Construct, home: Home, workload: Workload) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        self._analysis(home, workload)
        replicas = None if workload.size.autoscaled else workload.size.replicas
        rollout(self, home, workload, {"canary": self._strategy(workload)}, replicas)
        service(self, home, workload)
        disruption_budget(self, home, workload)
        if workload.size.autoscaled:
            autoscaler(self, home, workload, kind="Rollout")

    @staticmethod
    def _strategy(workload: Workload) -> Body:
        steps: list[Body] = []
        for weight in STEPS:
            steps += [
                {"setWeight": weight},
                {"pause": {"duration": "5m"}},
                {"analysis": {"templates": [{"templateName": workload.name}]}},
            ]
        return {"maxSurge": 1, "maxUnavailable": 0, "steps": steps}

    def _analysis(self, home: Home, workload: Workload) -> None:
        """At most 1 % of the requests may fail while the new release takes its share."""
        errors = f'sum(rate(http_requests_total{{job="{workload.name}",status=~"5.."}}[5m]))'
        total = f'sum(rate(http_requests_total{{job="{workload.name}"}}[5m]))'
        Resource(
            self,
            "analysis",
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "AnalysisTemplate",
                "metadata": workload.meta(home),
                "spec": {
                    "metrics": [
                        {
                            "name": "error-ratio",
                            "interval": "1m",
                            "count": 5,
                            "failureLimit": 1,
                            "inconclusiveLimit": 2,
                            "successCondition": "len(result) == 0 || result[0] < 0.01",
                            "provider": {
                                "prometheus": {
                                    "address": f"http://prometheus.{home.namespace}.svc:9090",
                                    # Nothing at all, rather than 0 / 0, while nobody asks.
                                    "query": f"{errors} / ({total} > 0)",
                                }
                            },
                        }
                    ]
                },
            },
        )
