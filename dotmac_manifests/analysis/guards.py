"""Admission policies and where they hold.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.selectors import Labels, Selector, parse_selector
from dotmac_manifests.kube.yaml_reader import FieldPath

POLICY = "ValidatingAdmissionPolicy"
BINDING = "ValidatingAdmissionPolicyBinding"
GROUP = "admissionregistration.k8s.io"
NAME_LABEL = "kubernetes.io/metadata.name"
"""Label that the API server itself writes on every namespace."""
SELECTOR: FieldPath = ("spec", "matchResources", "namespaceSelector")
_NARROWING = ("objectSelector", "excludeResourceRules", "resourceRules")


@dataclass(frozen=True)
class Guard:
    """A policy and its bindings, in the order in which they were read."""

    policy: Manifest
    bindings: tuple[Manifest, ...]
    places: tuple[Selector, ...]
    """Namespaces in which the bindings deny, without leaving objects out."""

    @property
    def name(self) -> str:
        """Name of the policy."""
        return self.policy.ref.name

    @property
    def fails_closed(self) -> bool:
        """Whether a request is refused when an expression cannot be evaluated."""
        return str(mapping(self.policy.body, "spec").get("failurePolicy", "Fail")) == "Fail"

    def covers(self, labels: Labels) -> bool:
        """Whether requests in a namespace with these labels are denied where they break it."""
        return self.fails_closed and any(place.matches(labels) for place in self.places)

    def resources(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """API group, resource and operations of the requests that the policy looks at."""
        for rule in items(self.policy.body, "spec", "matchConstraints", "resourceRules"):
            operations = frozenset(map(str, items(rule, "operations")))
            for group in items(rule, "apiGroups"):
                for resource in items(rule, "resources"):
                    yield str(group), str(resource), operations


def guards(facts: Facts) -> Mapping[str, Guard]:
    """Every policy by name."""
    bindings: dict[str, list[Manifest]] = {}
    for found in facts.kind(BINDING, GROUP):
        bindings.setdefault(str(mapping(found.body, "spec").get("policyName")), []).append(found)
    result: dict[str, Guard] = {}
    for policy in facts.kind(POLICY, GROUP):
        bound = tuple(bindings.get(policy.ref.name, ()))
        places = [_place(one) for one in bound if denies(one) and not narrowed(one)]
        known = tuple(place for place in places if place is not None)
        result[policy.ref.name] = Guard(policy, bound, known)
    return result


def denies(binding: Manifest) -> bool:
    """Whether a request that breaks the policy is refused, not just warned of."""
    return "Deny" in items(binding.body, "spec", "validationActions")


def narrowed(holder: Manifest) -> tuple[str, ...]:
    """Fields by which a binding leaves out objects of the namespaces that it selects."""
    resources = mapping(holder.body, "spec", "matchResources")
    return tuple(field for field in _NARROWING if resources.get(field) not in (None, {}, []))


def _place(binding: Manifest) -> Selector | None:
    """Namespaces in which a binding holds; a selector that cannot be read holds nowhere."""
    value: Any = mapping(binding.body, "spec", "matchResources").get("namespaceSelector")
    mistakes: list[str] = []
    selector = parse_selector(value, SELECTOR, lambda _, what, __: mistakes.append(what))
    return None if mistakes else selector


def labels_of(facts: Facts, namespace: str) -> Labels:
    """Labels of a namespace, with the one that the API server adds."""
    found = facts.namespaces.get(namespace)
    own = mapping(found.body, "metadata", "labels") if found else {}
    return {**{key: str(value) for key, value in own.items()}, NAME_LABEL: namespace}
