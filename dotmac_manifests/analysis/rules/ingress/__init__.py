"""Who answers for which host, with which certificate, and where requests go."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.ingress import (
    i01_own_hosts,
    i02_disjoint_hosts,
    i03_tls,
    i04_annotations,
    i05_gateways,
    i06_certificates,
    i07_protection,
    i08_names,
    i09_known_kinds,
    i10_one_home,
    i11_backends,
    i12_own_answers,
)

RULES = (
    i01_own_hosts.RULE,
    i02_disjoint_hosts.RULE,
    i03_tls.RULE,
    i04_annotations.RULE,
    i05_gateways.RULE,
    i06_certificates.RULE,
    i07_protection.RULE,
    i08_names.RULE,
    i09_known_kinds.RULE,
    i10_one_home.RULE,
    i11_backends.RULE,
    i12_own_answers.RULE,
)
"""The rules of the group, in the order of their numbers."""
