"""Traffic of the operators' namespaces of a region."""

from __future__ import annotations

from dotmac_manifests.plan.flows import Flow
from dotmac_manifests.plan.model import RegionPlan


def operator_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom among the operators, the API server, DNS and the outside."""
    return ()
