"""A server whose new release stands beside the old one until somebody lets the traffic over.

Source: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.resource import Component
from dotmac_manifests.components.rollout import rollout
from dotmac_manifests.components.workload import (
    Workload,
    disruption_budget,
    service,
    service_account,
)

Body = dict[str, Any]
PREVIEW = "-preview"
SMOKE_TEST = "platform-smoke-test"


class BlueGreen(Component):
    """A Rollout with an active and a preview Service.

    A smoke test of the preview gates the promotion, which a person asks for; a second one, of the
    active Service, takes it back. ``path`` is what the test reads of ``workload``'s only port.
    """

    def __init__(self, scope: Construct, home: Home, workload: Workload, path: str) -> None:
        super().__init__(scope, workload.name)
        service_account(self, home, workload)
        preview = f"{workload.name}{PREVIEW}"
        ((port, _, _),) = workload.ports.values()
        strategy: Body = {
            "activeService": workload.name,
            "previewService": preview,
            "previewReplicaCount": workload.size.replicas,
            "autoPromotionEnabled": False,
            "scaleDownDelaySeconds": 300,
            "abortScaleDownDelaySeconds": 300,
            "prePromotionAnalysis": _analysis(f"http://{preview}:{port}{path}"),
            "postPromotionAnalysis": _analysis(f"http://{workload.name}:{port}{path}"),
        }
        rollout(self, home, workload, {"blueGreen": strategy}, workload.size.replicas)
        service(self, home, workload)
        service(self, home, workload, suffix=PREVIEW)
        disruption_budget(self, home, workload)


def _analysis(url: str) -> Body:
    return {
        "templates": [{"templateName": SMOKE_TEST}],
        "args": [{"name": "url", "value": url}],
    }
