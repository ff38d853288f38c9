"""Traffic of the shared services of a region."""

from __future__ import annotations

from dotmac_manifests.plan.flows import Flow
from dotmac_manifests.plan.model import RegionPlan


def shared_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom in `shared-services`, but for tenants, who bring their own flows."""
    return ()
