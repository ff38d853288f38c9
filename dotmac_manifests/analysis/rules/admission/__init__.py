"""What the API server refuses at run time, whoever asks."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.admission import (
    v01_policies_deny,
    v02_guards,
    v03_no_exemptions,
    v04_requests,
    v05_refusals,
)

RULES = (
    v01_policies_deny.RULE,
    v02_guards.RULE,
    v03_no_exemptions.RULE,
    v04_requests.RULE,
    v05_refusals.RULE,
)
"""The rules of the group, in the order of their numbers."""
