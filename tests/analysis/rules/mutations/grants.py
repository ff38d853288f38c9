"""Words for granting somebody something."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Change, add, on, push
from tests.analysis.rules.mutations.places import US

GROUP = "rbac.authorization.k8s.io"
PROMETHEUS = f"{US} Role tenant-citynet/prometheus"
BINDING = f"{US} RoleBinding tenant-citynet/prometheus"
DEPLOYER = f"{US} Role tenant-fast-fiber/argocd-deployer"
VPN_DEPLOYER = f"{US} RoleBinding tenant-fast-fiber-vpn/argocd-deployer"
REVIEWER = f"{US} ClusterRole dotmac-openbao-token-review"
REVIEWERS = f"{US} ClusterRoleBinding dotmac-openbao-token-review"


def grant(role: str, group: str, resource: str, *verbs: str) -> Change:
    """Add a rule to a role."""
    rule = {"apiGroups": [group], "resources": [resource], "verbs": list(verbs)}
    return on(role, push("rules", rule))


def account(name: str, namespace: str) -> dict[str, str]:
    """A service account as a subject."""
    return {"kind": "ServiceAccount", "name": name, "namespace": namespace}


def crowd(name: str, kind: str = "Group") -> dict[str, str]:
    """A group or user as a subject."""
    return {"apiGroup": GROUP, "kind": kind, "name": name}


def role(region: str, namespace: str, name: str, group: str, resource: str, verbs: str) -> Change:
    """A new Role; without a namespace a ClusterRole."""
    kind, place = ("Role", f"namespace: {namespace}") if namespace else ("ClusterRole", "")
    return add(
        region,
        f"""
        apiVersion: {GROUP}/v1
        kind: {kind}
        metadata:
          name: {name}
          {place}
        rules:
          - apiGroups: ["{group}"]
            resources: ["{resource}"]
            verbs: [{verbs}]
        """,
    )


def bind(region: str, namespace: str, to: str, subject: str, home: str) -> Change:
    """A new binding of `KIND NAME` to an account; without a namespace in the whole cluster."""
    kind, name = to.split(" ")
    binding = "RoleBinding" if namespace else "ClusterRoleBinding"
    place = f"namespace: {namespace}" if namespace else ""
    return add(
        region,
        f"""
        apiVersion: {GROUP}/v1
        kind: {binding}
        metadata:
          name: extra
          {place}
        roleRef:
          apiGroup: {GROUP}
          kind: {kind}
          name: {name}
        subjects:
          - kind: ServiceAccount
            name: {subject}
            namespace: {home}
        """,
    )
