from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from dotmac_manifests.isolation.admission_identity import identity_policies
from tests.isolation.admitted import (
    ARGOCD,
    DEPLOYER,
    TENANT,
    VELERO,
    VPN,
    Request,
    refusals,
    rendered,
)

Body = dict[str, Any]
RBAC = "rbac.authorization.k8s.io/v1"
APPROVED = "dotmac.io/deletion-approved"


@cache
def policies() -> list[Body]:
    return rendered(identity_policies())


def namespace(base: Body = TENANT, labels: Any = None, annotations: Any = None) -> Body:
    found = {"apiVersion": "v1", "kind": "Namespace", **copy.deepcopy(base)}
    found["metadata"]["labels"].update(labels or {})
    found["metadata"].setdefault("annotations", {}).update(annotations or {})
    return found


def written(obj: Body, user: str = ARGOCD, **fields: Any) -> list[str]:
    return refusals(policies(), Request(obj=obj, user=user, **fields))


def test_argo_cd_makes_and_changes_namespaces() -> None:
    for base in (TENANT, VPN):
        assert written(namespace(base)) == []
        changed = namespace(base, labels={"dotmac.io/plan-tier": "enterprise"})
        assert written(changed, old=namespace(base), operation="UPDATE") == []


@pytest.mark.parametrize("user", [DEPLOYER, "alice", "system:serviceaccount:tenant-x:y"])
def test_nobody_else_makes_a_tenants_namespace(user: str) -> None:
    [refused] = written(namespace(), user)
    assert "only Argo CD makes" in refused


def test_break_glass_and_restores_count_as_argo_cd() -> None:
    assert written(namespace(), "root", groups=("system:masters",)) == []
    assert written(namespace(), VELERO) == []


@pytest.mark.parametrize(
    ("labels", "annotations"),
    [
        ({"dotmac.io/tenant-slug": "citynet"}, {}),
        ({"dotmac.io/new": "x"}, {}),
        ({"pod-security.kubernetes.io/enforce": "privileged"}, {}),
        ({"app.kubernetes.io/component": "platform"}, {}),
        ({}, {"dotmac.io/hosts": "citynet.isp.dotmac.com"}),
        ({}, {APPROVED: "true"}),
    ],
)
def test_what_isolation_rests_on_is_frozen(labels: Body, annotations: Body) -> None:
    old, new = namespace(), namespace(labels=labels, annotations=annotations)
    for before, after in ((old, new), (new, old)):
        refused = written(after, "alice", old=before, operation="UPDATE")
        assert [text for text in refused if "changes labels" in text]


def test_removing_a_label_is_a_change() -> None:
    new = namespace()
    del new["metadata"]["labels"]["app.kubernetes.io/component"]
    refused = written(new, "alice", old=namespace(), operation="UPDATE")
    assert len(refused) == 2


def test_others_may_write_notes_of_their_own() -> None:
    new = namespace(labels={"team": "x"}, annotations={"note": "y"})
    assert written(new, "alice", old=namespace(), operation="UPDATE") == []


@pytest.mark.parametrize(
    "labels",
    [
        {"dotmac.io/tenant-slug": "citynet"},
        {"pod-security.kubernetes.io/enforce": "baseline"},
        {"app.kubernetes.io/component": "tenant-vpn"},
    ],
)
def test_even_argo_cd_cannot_mislabel(labels: Body) -> None:
    [refused] = written(namespace(labels=labels))
    assert "agree" in refused


def test_a_bare_namespace_of_a_tenants_name_is_refused() -> None:
    bare = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "tenant-x"}}
    assert [text for text in written(bare) if "agree" in text]


def test_a_namespace_goes_only_when_approved() -> None:
    def deleted(old: Body) -> list[str]:
        return refusals(policies(), Request(old=old, operation="DELETE", user=ARGOCD))

    [refused] = deleted(namespace())
    assert APPROVED in refused
    assert deleted(namespace(annotations={APPROVED: "true"})) == []


def test_other_namespaces_are_left_alone() -> None:
    other = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring"}}
    assert written(other, "alice") == []
    assert refusals(policies(), Request(old=other, operation="DELETE", user="alice")) == []


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("v1", "ResourceQuota"),
        ("v1", "LimitRange"),
    ],
)
def test_guard_rails_are_argo_cds(api: str, kind: str) -> None:
    obj = {"apiVersion": api, "kind": kind, "metadata": {"name": "default-deny"}}

    def by(user: str, **fields: Any) -> list[str]:
        return refusals(policies(), Request(user=user, **{"namespace": TENANT, **fields}))

    for operation in ("CREATE", "UPDATE"):
        assert by(DEPLOYER, obj=obj, operation=operation)
        assert by(ARGOCD, obj=obj, operation=operation) == []
    assert by("alice", old=obj, operation="DELETE")
    assert by(ARGOCD, old=obj, operation="DELETE") == []
    leaving = {"metadata": {**TENANT["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}}
    cleaner = "system:serviceaccount:kube-system:namespace-controller"
    assert by(cleaner, old=obj, operation="DELETE", namespace=leaving) == []


def role(**rule: Any) -> list[str]:
    filled = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"], **rule}
    obj = {"apiVersion": RBAC, "kind": "Role", "metadata": {"name": "x"}, "rules": [filled]}
    return refusals(policies(), Request(obj=obj, namespace=TENANT))


def test_modest_roles_pass() -> None:
    assert role() == []
    assert role(resources=["pods", "services"], verbs=["get", "list", "watch"]) == []
    named = {"resources": ["secrets"], "verbs": ["get", "watch"], "resourceNames": ["postgres-ca"]}
    assert role(**named) == []  # CloudNativePG's own role


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"verbs": ["*"]}, "wildcards"),
        ({"resources": ["*"]}, "wildcards"),
        ({"apiGroups": ["*"]}, "wildcards"),
        ({"resources": ["roles"], "verbs": ["bind"]}, "escalate, bind"),
        ({"verbs": ["impersonate"]}, "escalate, bind"),
        ({"resources": ["pods/exec"]}, "leads into pods"),
        ({"resources": ["serviceaccounts/token"], "verbs": ["create"]}, "leads into pods"),
        ({"resources": ["pods"], "verbs": ["create"]}, "bounds a tenant"),
        ({"resources": ["networkpolicies"], "verbs": ["delete"]}, "bounds a tenant"),
        ({"resources": ["endpointslices"], "verbs": ["patch"]}, "bounds a tenant"),
        ({"resources": ["secrets"], "verbs": ["get"]}, "by name only"),
        ({"resources": ["secrets"], "resourceNames": []}, "by name only"),
    ],
)
def test_roles_that_lead_further_are_refused(rule: Body, message: str) -> None:
    assert [text for text in role(**rule) if message in text]


def binding(subject: Body, place: Body | None = TENANT, **ref: str) -> list[str]:
    cluster = place is None
    metadata = {"name": "x", **({} if cluster else {"namespace": place["metadata"]["name"]})}
    obj = {
        "apiVersion": RBAC,
        "kind": "ClusterRoleBinding" if cluster else "RoleBinding",
        "metadata": metadata,
        "roleRef": {"kind": "ClusterRole" if cluster else "Role", "name": "x", **ref},
        "subjects": [subject],
    }
    return refusals(policies(), Request(obj=obj, namespace=place))


def account(name: str, place: str) -> Body:
    return {"kind": "ServiceAccount", "name": name, "namespace": place}


OWN = account("prometheus", "tenant-fast-fiber")
KUBE: Body = {"metadata": {"name": "kube-system", "labels": {}}}


def test_bindings_within_a_tenant_pass() -> None:
    assert binding(OWN) == []
    assert binding(account("tenant-fast-fiber", "argocd"), name="argocd-deployer") == []


@pytest.mark.parametrize(
    ("subject", "ref"),
    [
        (OWN, {"kind": "ClusterRole"}),
        (account("prometheus", "tenant-citynet"), {}),
        (account("tenant-fast-fiber", "argocd"), {"name": "x"}),
        (account("tenant-citynet", "argocd"), {"name": "argocd-deployer"}),
        ({"kind": "User", "name": "alice"}, {}),
        ({"kind": "Group", "name": "system:authenticated"}, {}),
    ],
)
def test_other_bindings_in_a_tenant_are_refused(subject: Body, ref: dict[str, str]) -> None:
    assert binding(subject, **ref)


@pytest.mark.parametrize("place", [None, KUBE], ids=["cluster", "kube-system"])
@pytest.mark.parametrize(
    "subject",
    [
        OWN,
        {"kind": "Group", "name": "system:serviceaccounts:tenant-fast-fiber"},
        {"kind": "User", "name": "system:serviceaccount:tenant-fast-fiber:prometheus"},
    ],
)
def test_nothing_outside_is_granted_to_a_tenant(place: Body | None, subject: Body) -> None:
    [refused] = binding(subject, place)
    assert refused.startswith("dotmac-foreign-bindings")


def test_other_grants_outside_are_left_alone() -> None:
    assert binding({"kind": "Group", "name": "system:authenticated"}, None) == []
    assert binding(account("velero", "velero"), KUBE) == []
