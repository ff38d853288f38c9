"""What the API server takes."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.schema import k01_valid_objects

RULES = (k01_valid_objects.RULE,)
"""The rules of the group, in the order of their numbers."""
