"""Labels that every object and every namespace wears (spec: "Labels")."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.plan.names import MANAGED_BY, NAME_LABEL, PART_OF


def object_labels(name: str, component: str, version: str) -> dict[str, str]:
    """The five recommended labels.

    Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    """
    return {
        NAME_LABEL: name,
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/part-of": PART_OF,
        "app.kubernetes.io/version": version,
        "app.kubernetes.io/managed-by": MANAGED_BY,
    }


def pod_security_labels(level: str, minor: str) -> dict[str, str]:
    """Pod Security admission at one level, pinned to the cluster's minor.

    Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
    """
    labels: dict[str, str] = {}
    for mode in ("enforce", "audit", "warn"):
        labels[f"pod-security.kubernetes.io/{mode}"] = level
        labels[f"pod-security.kubernetes.io/{mode}-version"] = f"v{minor}"
    return labels


def selector(name: str) -> Mapping[str, str]:
    """What Services, policies and budgets select a workload's pods by."""
    return {NAME_LABEL: name}
