"""RBAC: who may do what at the API server."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.rbac import (
    r01_no_cluster_grants,
    r02_own_accounts_only,
    r03_no_wildcards,
    r04_no_escalation,
    r05_no_secret_reading,
    r06_guard_rails,
    r07_no_aggregation,
    r08_own_account,
    r09_no_stored_tokens,
    r10_no_cluster_rights,
    r11_no_crowds,
    r12_no_workload_making,
    r13_no_way_into_pods,
    r14_no_cluster_powers,
    r15_known_reach,
    r16_no_mounted_tokens,
    r17_bounded_tokens,
    r18_roles_are_known,
)

RULES = (
    r01_no_cluster_grants.RULE,
    r02_own_accounts_only.RULE,
    r03_no_wildcards.RULE,
    r04_no_escalation.RULE,
    r05_no_secret_reading.RULE,
    r06_guard_rails.RULE,
    r07_no_aggregation.RULE,
    r08_own_account.RULE,
    r09_no_stored_tokens.RULE,
    r10_no_cluster_rights.RULE,
    r11_no_crowds.RULE,
    r12_no_workload_making.RULE,
    r13_no_way_into_pods.RULE,
    r14_no_cluster_powers.RULE,
    r15_known_reach.RULE,
    r16_no_mounted_tokens.RULE,
    r17_bounded_tokens.RULE,
    r18_roles_are_known.RULE,
)
"""The rules of the group, in the order of their numbers."""
