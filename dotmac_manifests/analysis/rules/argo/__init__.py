"""What Argo CD may write, where, and as whom."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.argo import (
    a01_exact_projects,
    a02_listed_kinds,
    a03_one_place,
    a04_impersonation,
    a06_default_project,
    a07_roles,
    a08_application_sets,
    a09_applications,
    a10_in_project,
    a11_synced_once,
    a12_rolling_steps,
    a13_deployer_rights,
    a14_hooks,
    a15_sync_order,
)

RULES = (
    a01_exact_projects.RULE,
    a02_listed_kinds.RULE,
    a03_one_place.RULE,
    a04_impersonation.RULE,
    a06_default_project.RULE,
    a07_roles.RULE,
    a08_application_sets.RULE,
    a09_applications.RULE,
    a10_in_project.RULE,
    a11_synced_once.RULE,
    a12_rolling_steps.RULE,
    a13_deployer_rights.RULE,
    a14_hooks.RULE,
    a15_sync_order.RULE,
)
"""The rules of the group, in the order of their numbers."""
