"""Which namespaces have to be bounded, and what their quotas and limit ranges say together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dotmac_manifests.analysis.amounts import Unreadable, amount
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken
from dotmac_manifests.analysis.rules.walled import walled
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Hard:
    """One hard key of a quota, in nanounits."""

    manifest: Manifest
    key: str
    value: int

    @property
    def path(self) -> FieldPath:
        """Where it is."""
        return ("spec", "hard", self.key)


def bounded(facts: Facts) -> tuple[str, ...]:
    """Tenants' namespaces, the platform's own, and whatever else of ours runs pods."""
    running = facts.namespaces.keys() & facts.pods_by_namespace.keys()
    return tuple(sorted({*walled(facts), *running}))


def scoped(quota: Manifest) -> bool:
    """Whether a quota counts only some pods."""
    spec = mapping(quota.body, "spec")
    return bool(spec.get("scopes") or spec.get("scopeSelector"))


def hard(facts: Facts, namespace: str) -> Mapping[str, Hard]:
    """Key to its smallest value over all quotas that count everything.

    A value that cannot be read counts as absent; ``unreadable`` reports it.
    """
    found: dict[str, Hard] = {}
    for quota in facts.within(namespace, "ResourceQuota"):
        if scoped(quota):
            continue
        for one in values(quota):
            known = found.get(one.key)
            if known is None or one.value < known.value:
                found[one.key] = one
    return found


def values(quota: Manifest) -> Iterator[Hard]:
    """The hard keys of one quota that can be read."""
    for key, value in mapping(quota.body, "spec", "hard").items():
        try:
            yield Hard(quota, key, amount(value))
        except Unreadable:
            continue


def unreadable(facts: Facts, namespace: str) -> Iterator[Broken]:
    """Hard values that are no quantities."""
    for quota in facts.within(namespace, "ResourceQuota"):
        for key, value in mapping(quota.body, "spec", "hard").items():
            try:
                amount(value)
            except Unreadable as error:
                message = f"hard key {key} cannot be judged: {error}"
                yield Broken(
                    quota,
                    message,
                    "write a quantity such as 500m, 4Gi or 10",
                    (
                        "spec",
                        "hard",
                        key,
                    ),
                )


def limits(facts: Facts, namespace: str, kind: str) -> Iterator[tuple[Manifest, FieldPath, Body]]:
    """Entries of one type in the limit ranges of a namespace."""
    for manifest in facts.within(namespace, "LimitRange"):
        for index, limit in enumerate(items(manifest.body, "spec", "limits")):
            if mapping(limit).get("type") == kind:
                yield manifest, ("spec", "limits", index), mapping(limit)


def absent(facts: Facts, namespace: str, keys: tuple[str, ...], why: str) -> Iterator[Broken]:
    """One finding for the keys that no quota of the namespace sets."""
    found = hard(facts, namespace)
    missing = [key for key in keys if key not in found]
    if not missing:
        return
    quotas = [one for one in facts.within(namespace, "ResourceQuota") if not scoped(one)]
    at = quotas[0] if quotas else facts.anchor(namespace)
    path: FieldPath = ("spec", "hard") if quotas else ()
    yield Broken(
        at,
        f"namespace {namespace} has no quota for {', '.join(missing)}: {why}",
        "add the keys to a ResourceQuota without scopes",
        path,
    )
