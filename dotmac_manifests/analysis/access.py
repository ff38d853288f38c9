"""Who is granted what: the roles, bindings and subjects of one cluster.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.selectors import parse_selector
from dotmac_manifests.kube.yaml_reader import FieldPath

GROUP = "rbac.authorization.k8s.io"
READING = frozenset({"get", "list", "watch"})
"""Verbs that change nothing; a verb that is not known counts as writing."""
_ACCOUNT_USER = "system:serviceaccount:"
_ACCOUNT_GROUP = "system:serviceaccounts:"


@dataclass(frozen=True)
class Subject:
    """Who is granted something; ``namespace`` is empty for users and groups."""

    kind: str
    name: str
    namespace: str = ""

    @property
    def home(self) -> str:
        """Namespace of the service accounts that this names, in whichever of the three ways."""
        if self.kind == "ServiceAccount":
            return self.namespace
        if self.kind == "User" and self.name.startswith(_ACCOUNT_USER):
            return self.name.removeprefix(_ACCOUNT_USER).partition(":")[0]
        if self.kind == "Group" and self.name.startswith(_ACCOUNT_GROUP):
            return self.name.removeprefix(_ACCOUNT_GROUP)
        return ""

    @property
    def account(self) -> str:
        """Name of the one service account that this is; empty for anything else."""
        if self.kind == "ServiceAccount":
            return self.name
        if self.kind == "User" and self.name.startswith(_ACCOUNT_USER):
            return self.name.removeprefix(_ACCOUNT_USER).partition(":")[2]
        return ""

    def __str__(self) -> str:
        place = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {place}"


@dataclass(frozen=True)
class PolicyRule:
    """One entry of a role's rules, at ``path``; ``unreadable`` names fields of a wrong type."""

    role: Manifest
    path: FieldPath
    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    urls: tuple[str, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def writing(self) -> tuple[str, ...]:
        """Verbs that change something."""
        return tuple(verb for verb in self.verbs if verb not in READING)

    def reaches(self, group: str, resource: str) -> bool:
        """Whether requests for a resource, or a subresource such as `pods/exec`, match."""
        return ("*" in self.groups or group in self.groups) and any(
            named in {"*", resource} or (named[:2] == "*/" and resource.endswith(named[1:]))
            for named in self.resources
        )

    def among(self, table: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
        """Which of the resources of a table, API group to resources, requests would match."""
        if not self.resources:
            return ()
        return tuple(
            f"{resource}.{group}" if group else resource
            for group, resources in table.items()
            for resource in resources
            if self.reaches(group, resource)
        )


@dataclass(frozen=True)
class Binding:
    """A RoleBinding or ClusterRoleBinding with its subjects and their paths."""

    manifest: Manifest
    role: Manifest | None
    subjects: tuple[tuple[FieldPath, Subject], ...]

    @property
    def cluster_wide(self) -> bool:
        """Whether it grants its role in every namespace."""
        return self.manifest.ref.kind == "ClusterRoleBinding"

    @property
    def role_name(self) -> str:
        """Kind and name of the role."""
        ref = self.manifest.body.get("roleRef")
        ref = ref if isinstance(ref, Mapping) else {}
        return f"{ref.get('kind', '?')} {ref.get('name', '?')}"


@dataclass(frozen=True)
class Access:
    """RBAC of one cluster: ``manifests`` are its objects of the RBAC group."""

    manifests: tuple[Manifest, ...] = field(repr=False)

    @cached_property
    def roles(self) -> tuple[Manifest, ...]:
        """Every Role and ClusterRole."""
        return tuple(one for one in self.manifests if one.ref.kind in {"Role", "ClusterRole"})

    @cached_property
    def rules(self) -> tuple[PolicyRule, ...]:
        """Every rule of every role, as written."""
        return tuple(rule for role in self.roles for rule in self._rules_of[id(role)])

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """Every binding, with the role it names where that was read."""
        index = {(one.ref.kind, one.ref.namespace, one.ref.name): one for one in self.roles}
        found = []
        for manifest in self.manifests:
            if manifest.ref.kind in {"RoleBinding", "ClusterRoleBinding"}:
                ref = manifest.body.get("roleRef")
                ref = ref if isinstance(ref, Mapping) else {}
                kind, name = str(ref.get("kind")), str(ref.get("name"))
                space = manifest.ref.namespace if kind == "Role" else ""
                role = index.get((kind, space, name))
                found.append(Binding(manifest, role, tuple(_subjects(manifest))))
        return tuple(found)

    @cached_property
    def holders(self) -> Mapping[int, tuple[tuple[Binding, Subject], ...]]:
        """`id` of a role to whom it is granted, by which binding; aggregation is followed."""
        found: dict[int, list[tuple[Binding, Subject]]] = defaultdict(list)
        for binding in self.bindings:
            if binding.role is not None:
                for role in (binding.role, *self.aggregated(binding.role)):
                    found[id(role)] += [(binding, subject) for _, subject in binding.subjects]
        return {role: tuple(held) for role, held in found.items()}

    def aggregated(self, role: Manifest) -> tuple[Manifest, ...]:
        """The roles that the control plane would copy into an aggregating ClusterRole."""
        found = []
        for other in self.roles if role.body.get("aggregationRule") else ():
            labels = other.body["metadata"].get("labels")
            labels = labels if isinstance(labels, Mapping) else {}
            if other.ref.kind == "ClusterRole" and any(
                parse_selector(selector, (), _ignore).matches(labels)
                for selector in _list(role.body["aggregationRule"], "clusterRoleSelectors")
            ):
                found.append(other)
        return tuple(found)

    def evidence(self, rule: PolicyRule) -> tuple[str, ...]:
        """Who holds a rule, in words."""
        return tuple(
            f"{subject}, by {binding.manifest.ref.kind} {_place(binding.manifest)}"
            f" ({binding.manifest.file})"
            for binding, subject in self.holders.get(id(rule.role), ())
        ) or ("bound to nobody yet",)

    @cached_property
    def _rules_of(self) -> Mapping[int, tuple[PolicyRule, ...]]:
        return {id(role): tuple(_rules(role)) for role in self.roles}

    def rules_of(self, role: Manifest) -> tuple[PolicyRule, ...]:
        """The rules that holders of a role get, aggregated ones included."""
        return tuple(
            rule for one in (role, *self.aggregated(role)) for rule in self._rules_of[id(one)]
        )


def access_of(manifests: Iterable[Manifest]) -> Access:
    """The RBAC objects among a cluster's objects."""
    return Access(tuple(one for one in manifests if one.ref.group == GROUP))


def _rules(role: Manifest) -> Iterator[PolicyRule]:
    written = role.body.get("rules")
    if written is not None and not isinstance(written, list):
        yield PolicyRule(role, ("rules",), (), (), (), (), ("rules",))
        return
    for index, rule in enumerate(written or ()):
        path: FieldPath = ("rules", index)
        if not isinstance(rule, Mapping):
            yield PolicyRule(role, path, (), (), (), (), ("the entry",))
            continue
        texts, wrong = {}, []
        for name in ("apiGroups", "resources", "verbs", "nonResourceURLs", "resourceNames"):
            value = rule.get(name)
            values = value if isinstance(value, list) else []
            texts[name] = tuple(text for text in values if isinstance(text, str))
            if value is not None and (not isinstance(value, list) or len(texts[name]) < len(value)):
                wrong.append(name)
        yield PolicyRule(
            role,
            path,
            texts["apiGroups"],
            texts["resources"],
            texts["verbs"],
            texts["nonResourceURLs"],
            tuple(wrong),
        )


def _subjects(binding: Manifest) -> Iterator[tuple[FieldPath, Subject]]:
    for index, subject in enumerate(_list(binding.body, "subjects")):
        body = subject if isinstance(subject, Mapping) else {}
        kind, name = str(body.get("kind", "?")), str(body.get("name", "?"))
        space = str(body.get("namespace") or "") if kind not in {"User", "Group"} else ""
        yield ("subjects", index), Subject(kind, name, space)


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


def _place(manifest: Manifest) -> str:
    ref = manifest.ref
    return f"{ref.namespace}/{ref.name}" if ref.namespace else ref.name


def _ignore(path: FieldPath, message: str, remedy: str) -> None:
    """A selector that is wrong is the API server's to refuse."""
