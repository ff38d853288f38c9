"""Escape: nothing of a tenant's reaches beyond what is its own."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.escape import (
    e01_known_kinds,
    e02_no_foreign_references,
    e03_nothing_cluster_wide,
    e04_namespace_labels,
    e06_own_folder,
    e07_namespace_is_said,
    e08_one_identity,
)

RULES = (
    e01_known_kinds.RULE,
    e02_no_foreign_references.RULE,
    e03_nothing_cluster_wide.RULE,
    e04_namespace_labels.RULE,
    e06_own_folder.RULE,
    e07_namespace_is_said.RULE,
    e08_one_identity.RULE,
)
"""The rules of the group, in the order of their numbers; E05 is refused in writing."""
