"""Quota, limits and fairness: what one tenant can take from the others."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.quota import (
    q01_compute_quota,
    q02_object_quota,
    q03_storage_quota,
    q04_affinity_quota,
    q05_limit_range,
    q06_container_resources,
    q07_quota_arithmetic,
    q08_bounded_jobs,
    q09_api_fairness,
    q10_priority_quota,
    q11_object_arithmetic,
    q12_fits_limit_range,
    q13_scratch_space,
    q14_database_memory,
)

RULES = (
    q01_compute_quota.RULE,
    q02_object_quota.RULE,
    q03_storage_quota.RULE,
    q04_affinity_quota.RULE,
    q05_limit_range.RULE,
    q06_container_resources.RULE,
    q07_quota_arithmetic.RULE,
    q08_bounded_jobs.RULE,
    q09_api_fairness.RULE,
    q10_priority_quota.RULE,
    q11_object_arithmetic.RULE,
    q12_fits_limit_range.RULE,
    q13_scratch_space.RULE,
    q14_database_memory.RULE,
)
