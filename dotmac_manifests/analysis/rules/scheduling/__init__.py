"""Scheduling: where pods may run, and who makes room for whom."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.scheduling import (
    c01_no_own_node,
    c02_own_priority,
    c03_own_neighbours,
    c04_residency,
    c05_no_node_devices,
    c06_priority_order,
    c07_no_tolerations,
)

RULES = (
    c01_no_own_node.RULE,
    c02_own_priority.RULE,
    c03_own_neighbours.RULE,
    c04_residency.RULE,
    c05_no_node_devices.RULE,
    c06_priority_order.RULE,
    c07_no_tolerations.RULE,
)
