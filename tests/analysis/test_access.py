"""What roles and bindings add up to."""

from __future__ import annotations

from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.access import Access, PolicyRule, Subject, access_of
from dotmac_manifests.analysis.load import parse

TEXT = """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: everything}
    aggregationRule:
      clusterRoleSelectors:
        - matchLabels: {into: everything}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: part, labels: {into: everything}}
    rules:
      - {apiGroups: [""], resources: [secrets], verbs: [get]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: reader, namespace: tenant-acme}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
    subjects:
      - {kind: ServiceAccount, name: backend, namespace: tenant-acme}
"""


def access(text: str = TEXT) -> Access:
    return access_of(parse(dedent(text)))


def rule(**fields: tuple[str, ...]) -> PolicyRule:
    empty: dict[str, tuple[str, ...]] = dict.fromkeys(("groups", "resources", "verbs", "urls"), ())
    return PolicyRule(access().roles[0], (), **{**empty, **fields})


def test_an_aggregating_role_holds_what_the_selected_roles_hold() -> None:
    found = access()
    everything, part = found.roles
    assert [one.resources for one in found.rules_of(everything)] == [("secrets",)]
    ((binding, subject),) = found.holders[id(part)]
    assert (binding.role, str(subject)) == (everything, "ServiceAccount tenant-acme/backend")


def test_a_role_is_looked_for_in_the_bindings_namespace_only() -> None:
    text = TEXT.replace("kind: ClusterRole, name: everything", "kind: Role, name: everything")
    (binding,) = access(text).bindings
    assert binding.role is None
    assert binding.role_name == "Role everything"


def test_wrong_types_are_named_and_never_crash() -> None:
    text = TEXT.replace("verbs: [get]", "verbs: get").replace("- {kind: Serv", "- {kind: [1], x: S")
    found = access(text)
    assert [one.unreadable for one in found.rules] == [("verbs",)]
    assert found.bindings[0].subjects[0][1].home == ""


def test_accounts_are_recognised_in_all_three_ways_of_naming_them() -> None:
    assert Subject("ServiceAccount", "a", "ns").home == "ns"
    assert Subject("User", "system:serviceaccount:ns:a").home == "ns"
    assert Subject("User", "system:serviceaccount:ns:a").account == "a"
    assert Subject("Group", "system:serviceaccounts:ns").home == "ns"
    assert Subject("Group", "system:serviceaccounts").home == ""


def test_wildcards_reach_as_the_authorizer_would_let_them() -> None:
    assert rule(groups=("*",), resources=("*",)).reaches("apps", "deployments/scale")
    assert rule(groups=("",), resources=("*/exec",)).reaches("", "pods/exec")
    assert not rule(groups=("",), resources=("pods",)).reaches("", "pods/exec")
    assert not rule(groups=("",), resources=("pods/*",)).reaches("", "pods/exec")
    assert not rule(groups=("apps",), resources=("*",)).reaches("", "pods")


@given(st.lists(st.text(max_size=8)), st.text(max_size=8), st.text(max_size=8))
def test_naming_a_resource_is_enough_and_necessary(others: list[str], group: str, one: str) -> None:
    with_it = rule(groups=(group,), resources=(*others, one))
    assert with_it.reaches(group, one)
    plain = [other for other in others if other != one and "*" not in other]
    assert not rule(groups=(group,), resources=tuple(plain)).reaches(group, one)
