"""Where data lies, whose it is, and how long it stays."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.storage import (
    s01_claims,
    s02_classes,
    s03_no_volumes,
    s04_kept,
    s05_buckets,
    s06_backups,
)

RULES = (
    s01_claims.RULE,
    s02_classes.RULE,
    s03_no_volumes.RULE,
    s04_kept.RULE,
    s05_buckets.RULE,
    s06_backups.RULE,
)
"""The rules of the group, in the order of their numbers."""
