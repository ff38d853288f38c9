"""What a pod may do to its node, and so to everybody else on it."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.pods import (
    p01_pod_security_labels,
    p02_baseline,
    p03_restricted,
    p04_hardened,
    p05_exempt_namespaces,
    p06_vpn_pod,
)

RULES = (
    p01_pod_security_labels.RULE,
    p02_baseline.RULE,
    p03_restricted.RULE,
    p04_hardened.RULE,
    p05_exempt_namespaces.RULE,
    p06_vpn_pod.RULE,
)
"""The rules of the group, in the order of their numbers."""
