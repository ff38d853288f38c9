"""Availability: what keeps a tenant answering through updates, drains, load and loss."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.availability import (
    h01_disruption_budget,
    h02_probes,
    h03_spread,
    h04_autoscaler,
    h05_updates,
    h06_backups,
    h07_graceful_end,
)

RULES = (
    h01_disruption_budget.RULE,
    h02_probes.RULE,
    h03_spread.RULE,
    h04_autoscaler.RULE,
    h05_updates.RULE,
    h06_backups.RULE,
    h07_graceful_end.RULE,
)
