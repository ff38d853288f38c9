"""What the API server takes, and what it means there."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.schema import k01_valid_objects, k02_selectors

RULES = (k01_valid_objects.RULE, k02_selectors.RULE)
"""The rules of the group, in the order of their numbers."""
