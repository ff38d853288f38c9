"""Which pods a quota with scopes counts.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dotmac_manifests.analysis.affinity import foreign
from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.peak import Load


def counted(quota: Manifest, loads: Iterable[Load]) -> tuple[list[Load], tuple[str, ...]]:
    """The loads that every scope of a quota selects, and the scopes that are not known."""
    spec = mapping(quota.body, "spec")
    wanted: list[Mapping[str, Any]] = [
        {"scopeName": scope, "operator": "Exists"} for scope in items(spec, "scopes")
    ]
    wanted += [mapping(each) for each in items(spec, "scopeSelector", "matchExpressions")]
    chosen, unknown = list(loads), []
    for scope in wanted:
        answers = [(load, _selects(scope, load)) for load in chosen]
        if any(answer is None for _, answer in answers):
            unknown.append(str(scope.get("scopeName")))
        chosen = [load for load, answer in answers if answer is not False]
    return chosen, tuple(unknown)


def _selects(scope: Mapping[str, Any], load: Load) -> bool | None:
    """Whether a pod is in a scope; nothing if the scope is not known."""
    name, operator = scope.get("scopeName"), scope.get("operator")
    if name == "PriorityClass":
        return _priority(str(operator), items(scope, "values"), load.spec.get("priorityClassName"))
    if operator not in ("Exists", None):
        return None
    finite = load.spec.get("activeDeadlineSeconds") is not None
    best_effort = not any(
        value for key, value in load.pod.amounts.items() if key != "pods" and "." in key
    )
    answers = {
        "Terminating": finite,
        "NotTerminating": not finite,
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "CrossNamespacePodAffinity": bool(foreign(load.spec)),
    }
    return answers.get(str(name))


def _priority(operator: str, names: Iterable[Any], own: Any) -> bool | None:
    answers = {
        "Exists": own is not None,
        "DoesNotExist": own is None,
        "In": own in names,
        "NotIn": own not in names,
    }
    return answers.get(operator)
