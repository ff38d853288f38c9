"""Every rule, group by group. A rule that is not listed here does not exist."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.analysis.rules import (
    admission,
    argo,
    availability,
    escape,
    images,
    ingress,
    network,
    pods,
    quota,
    rbac,
    scheduling,
    schema,
    secrets,
    storage,
)
from dotmac_manifests.analysis.rules.rule import Rule

GROUPS: Mapping[str, tuple[str, tuple[Rule, ...]]] = {
    "A": ("Argo CD", argo.RULES),
    "C": ("Scheduling", scheduling.RULES),
    "E": ("Escape", escape.RULES),
    "G": ("Images", images.RULES),
    "H": ("Availability", availability.RULES),
    "I": ("Edge and hosts", ingress.RULES),
    "K": ("Schemas", schema.RULES),
    "N": ("Network", network.RULES),
    "P": ("Pod security", pods.RULES),
    "Q": ("Quota and fairness", quota.RULES),
    "R": ("RBAC", rbac.RULES),
    "S": ("Storage", storage.RULES),
    "V": ("Admission", admission.RULES),
    "X": ("Secrets", secrets.RULES),
}
"""Letter of a group to its title and its rules, in the order of their numbers."""

RULES: Mapping[str, Rule] = {rule.id: rule for _, rules in GROUPS.values() for rule in rules}
