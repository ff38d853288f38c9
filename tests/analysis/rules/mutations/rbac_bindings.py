"""Ways to grant a right to somebody it was not meant for."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, both, cut, drop, on, push, put
from tests.analysis.rules.mutations.grants import (
    BINDING,
    DEPLOYER,
    PROMETHEUS,
    REVIEWER,
    REVIEWERS,
    VPN_DEPLOYER,
    account,
    bind,
    crowd,
    grant,
    role,
)
from tests.analysis.rules.mutations.places import AP, EU, STAGING, US

WAYS: Ways = {
    "R01": (
        (
            "cluster-binding-to-backend",
            bind(US, "", "ClusterRole view", "isp-backend", "tenant-citynet"),
        ),
        (
            "token-review-for-a-tenant",
            on(REVIEWERS, push("subjects", account("netbox", "tenant-citynet"))),
        ),
        (
            "retargeted-token-review",
            on(REVIEWERS, put("subjects.0.namespace", "tenant-metro-fiber")),
        ),
        (
            "by-group-of-accounts",
            on(REVIEWERS, push("subjects", crowd("system:serviceaccounts:tenant-fast-fiber"))),
        ),
        (
            "by-user-name",
            on(
                REVIEWERS,
                push("subjects", crowd("system:serviceaccount:tenant-citynet:redis", "User")),
            ),
        ),
        ("deployer-everywhere", bind(EU, "", "ClusterRole admin", "tenant-harbor-link", "argocd")),
        (
            "cluster-role-in-the-vpn",
            on(
                VPN_DEPLOYER,
                put("roleRef.kind", "ClusterRole"),
            ),
        ),
        (
            "edit-in-own-namespace",
            bind(AP, "tenant-lion-net", "ClusterRole edit", "isp-backend", "tenant-lion-net"),
        ),
    ),
    "R02": (
        ("other-tenants-account", on(BINDING, put("subjects.0.namespace", "tenant-fast-fiber"))),
        ("no-namespace", on(BINDING, cut("subjects.0.namespace"))),
        (
            "platform-account",
            on(BINDING, push("subjects", account("platform-backend", "platform-admin"))),
        ),
        (
            "other-tenants-deployer",
            on(
                f"{EU} RoleBinding tenant-nordlicht/argocd-deployer",
                put("subjects.0.name", "tenant-harbor-link"),
            ),
        ),
        (
            "deployer-from-elsewhere",
            on(
                f"{EU} RoleBinding tenant-nordlicht/argocd-deployer",
                put("subjects.0.namespace", "default"),
            ),
        ),
        (
            "controller-as-deployer",
            on(
                VPN_DEPLOYER,
                put("subjects.0.name", "argocd-application-controller"),
            ),
        ),
        (
            "deployer-with-another-role",
            on(BINDING, push("subjects", account("tenant-citynet", "argocd"))),
        ),
        ("a-person", on(BINDING, push("subjects", crowd("oncall@example.com", "User")))),
        (
            "tenant-in-the-control-plane",
            bind(US, "platform-admin", "Role reader", "isp-backend", "tenant-citynet"),
        ),
        (
            "tenant-in-shared-services",
            bind(EU, "shared-services", "Role reader", "loki", "tenant-harbor-link"),
        ),
        (
            "tenant-in-an-operators-namespace",
            bind(AP, "velero", "Role reader", "isp-backend", "tenant-lion-net"),
        ),
        (
            "monitoring-in-the-control-plane",
            bind(US, "platform-admin", "Role reader", "prometheus", "monitoring"),
        ),
        ("subjects-of-a-wrong-type", on(BINDING, put("subjects", {"kind": "ServiceAccount"}))),
    ),
    "R10": (
        ("delete-namespaces", grant(REVIEWER, "", "namespaces", "delete")),
        ("reads-tenants", grant(REVIEWER, "", "configmaps", "list")),
        (
            "new-role-for-the-backend",
            both(
                role(US, "", "provisioner", "", "pods", "delete"),
                bind(US, "", "ClusterRole provisioner", "platform-backend", "platform-admin"),
            ),
        ),
        (
            "built-in-role",
            bind(STAGING, "", "ClusterRole cluster-admin", "platform-backend", "platform-admin"),
        ),
        ("shared-services", bind(EU, "", "ClusterRole view", "loki", "shared-services")),
        (
            "all-accounts",
            on(
                REVIEWERS,
                put("roleRef.name", "cluster-admin"),
                put("subjects", [crowd("system:serviceaccounts:platform-admin")]),
            ),
        ),
        ("retargeted-review", on(REVIEWERS, put("roleRef.name", "system:auth-delegator"))),
        (
            "reviews-of-own-making",
            on(REVIEWER, put("rules.0.resources", ["tokenreviews", "tokenreviews/status"])),
        ),
        (
            "aggregated",
            both(
                on(
                    REVIEWER,
                    put("aggregationRule", {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}),
                )
            ),
        ),
        ("dropped-role", drop(REVIEWER)),
    ),
    "R11": (
        ("authenticated", on(REVIEWERS, push("subjects", crowd("system:authenticated")))),
        ("unauthenticated", on(BINDING, push("subjects", crowd("system:unauthenticated")))),
        ("anonymous", on(BINDING, push("subjects", crowd("system:anonymous", "User")))),
        ("masters", on(REVIEWERS, push("subjects", crowd("system:masters")))),
        (
            "all-accounts",
            on(
                VPN_DEPLOYER,
                push("subjects", crowd("system:serviceaccounts")),
            ),
        ),
        (
            "accounts-of-a-namespace",
            on(
                f"{EU} RoleBinding tenant-nordlicht/prometheus",
                push("subjects", crowd("system:serviceaccounts:tenant-nordlicht")),
            ),
        ),
        ("unknown-kind", on(BINDING, put("subjects.0.kind", "Robot"))),
    ),
    "R15": (
        ("configmaps", grant(PROMETHEUS, "", "configmaps", "get")),
        (
            "leases",
            grant(
                f"{AP} Role tenant-lion-net/prometheus", "coordination.k8s.io", "leases", "update"
            ),
        ),
        ("unknown-kind", grant(DEPLOYER, "k8s.nginx.org", "transportservers", "create")),
        ("unknown-verb", grant(DEPLOYER, "", "services", "approve")),
        ("pod-logs", on(PROMETHEUS, push("rules.0.resources", "pods/log"))),
        ("scale", on(DEPLOYER, push("rules.1.resources", "deployments/scale"))),
        (
            "deployers-role-for-the-backend",
            bind(US, "tenant-citynet", "Role argocd-deployer", "isp-backend", "tenant-citynet"),
        ),
        ("wrong-group", on(PROMETHEUS, put("rules.1.apiGroups", ["apps"]))),
        ("unreadable", on(PROMETHEUS, put("rules.0.resources", "pods"), put("rules.0.verbs", [1]))),
        (
            "through-a-cluster-role",
            both(
                role(EU, "", "extra", "", "events", "create"),
                bind(EU, "tenant-nordlicht", "ClusterRole extra", "redis", "tenant-nordlicht"),
            ),
        ),
    ),
    "R18": (
        ("role-dropped", drop(PROMETHEUS)),
        ("deployers-role-dropped", drop(f"{US} Role tenant-fast-fiber-vpn/argocd-deployer")),
        ("cluster-role-dropped", drop(REVIEWER)),
        ("renamed", on(PROMETHEUS, put("metadata.name", "discovery"))),
        ("moved", on(PROMETHEUS, put("metadata.namespace", "tenant-fast-fiber"))),
        ("retargeted", on(BINDING, put("roleRef.name", "admin"))),
        ("no-reference", on(BINDING, cut("roleRef"))),
        (
            "other-kind",
            on(
                f"{EU} RoleBinding tenant-harbor-link/prometheus",
                put("roleRef.kind", "ClusterRole"),
            ),
        ),
    ),
}
