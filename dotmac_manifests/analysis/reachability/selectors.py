"""Label selectors: parsed once, with every mistake, then matched often.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ and the
validation of LabelSelector in k8s.io/apimachinery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.kube.names import label_key_error, label_value_error
from dotmac_manifests.kube.yaml_reader import FieldPath

Labels = Mapping[str, str]
Refuse = Callable[[FieldPath, str, str], None]
"""Takes a path to a field, what is wrong with it, and what to do instead."""

IN, NOT_IN, EXISTS, DOES_NOT_EXIST = "In", "NotIn", "Exists", "DoesNotExist"
OPERATORS = (IN, NOT_IN, EXISTS, DOES_NOT_EXIST)
_WITH_VALUES = frozenset((IN, NOT_IN))


@dataclass(frozen=True)
class Requirement:
    """One condition on one label; NotIn and DoesNotExist also hold where the label is absent."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def holds(self, labels: Labels) -> bool:
        """Whether a pod or namespace with these labels meets the condition."""
        if self.operator == IN:
            return labels.get(self.key) in self.values
        if self.operator == NOT_IN:
            return labels.get(self.key) not in self.values
        return (self.key in labels) == (self.operator == EXISTS)


@dataclass(frozen=True)
class Selector:
    """All requirements must hold; without any it selects everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Labels) -> bool:
        """Whether everything that is required holds."""
        for requirement in self.requirements:  # noqa: SIM110 - a generator takes twice the time
            if not requirement.holds(labels):
                return False
        return True

    def exact(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Labels of which one of a few values is required: an index finds candidates by them."""
        return tuple((one.key, one.values) for one in self.requirements if one.operator == IN)

    def __str__(self) -> str:
        return ", ".join(map(_text, self.requirements)) or "everything"


def parse_selector(value: Any, path: FieldPath, refuse: Refuse) -> Selector:
    """A selector from its mapping at ``path``; what is wrong goes to ``refuse``."""
    if value is None:
        value = {}
    if not isinstance(value, dict):
        refuse(path, "must be a mapping", "write {} to select everything")
        return Selector()
    for name in value.keys() - {"matchLabels", "matchExpressions"}:
        refuse((*path, name), "is not a field of a selector", "move labels under matchLabels")
    requirements = []
    labels = value.get("matchLabels") or {}
    if not isinstance(labels, dict):
        refuse((*path, "matchLabels"), "must be a mapping", "write `label: value` lines")
        labels = {}
    for key, label in labels.items():
        here = (*path, "matchLabels", key)
        _check_key(key, here, refuse)
        _check_value(label, here, refuse)
        requirements.append(Requirement(key, IN, frozenset((str(label),))))
    expressions = value.get("matchExpressions") or ()
    if not isinstance(expressions, list | tuple):
        refuse((*path, "matchExpressions"), "must be a list", "begin each item with '- '")
        expressions = ()
    for index, expression in enumerate(expressions):
        requirements += _expression(expression, (*path, "matchExpressions", index), refuse)
    return Selector(tuple(sorted(requirements, key=_order)))


def _expression(value: Any, path: FieldPath, refuse: Refuse) -> list[Requirement]:
    if not isinstance(value, dict):
        refuse(path, "must be a mapping with key and operator", "")
        return []
    key, operator, values = value.get("key"), value.get("operator"), value.get("values") or ()
    if not isinstance(key, str):
        refuse((*path, "key"), "is missing or not text", "name the label")
        return []
    _check_key(key, (*path, "key"), refuse)
    if operator not in OPERATORS:
        message = f"{operator!r} is no operator"
        refuse((*path, "operator"), message, f"use one of {', '.join(OPERATORS)}")
        return []
    if not isinstance(values, list | tuple):
        refuse((*path, "values"), "must be a list", "begin each item with '- '")
        return []
    if operator in _WITH_VALUES and not values:
        refuse((*path, "values"), f"must not be empty with {operator}", "list at least one value")
    if operator not in _WITH_VALUES and values:
        refuse((*path, "values"), f"must be empty with {operator}", "remove the values")
    for index, label in enumerate(values):
        _check_value(label, (*path, "values", index), refuse)
    return [Requirement(key, operator, frozenset(map(str, values)))]


def _check_key(key: str, path: FieldPath, refuse: Refuse) -> None:
    error = label_key_error(key)
    if error:
        refuse(path, f"is not the key of a label: {error}", "")


def _check_value(value: Any, path: FieldPath, refuse: Refuse) -> None:
    if not isinstance(value, str):
        refuse(path, f"{value!r} is not text", "put the value into quotes")
        return
    error = label_value_error(value)
    if error:
        refuse(path, f"is not the value of a label: {error}", "")


def _order(requirement: Requirement) -> tuple[str, str, list[str]]:
    return requirement.key, requirement.operator, sorted(requirement.values)


def _text(requirement: Requirement) -> str:
    key, values = requirement.key, sorted(requirement.values)
    match requirement.operator:
        case "In" if len(values) == 1:
            return f"{key}={values[0]}"
        case "Exists":
            return key
        case "DoesNotExist":
            return f"!{key}"
    return f"{key} {requirement.operator.lower()} ({', '.join(values)})"
