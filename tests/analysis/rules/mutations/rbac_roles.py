"""Ways to write a right into a role."""

from __future__ import annotations

from tests.analysis.rules.mutations.edits import Ways, cut, on, push, put
from tests.analysis.rules.mutations.grants import (
    DEPLOYER,
    GROUP,
    PROMETHEUS,
    REVIEWER,
    account,
    bind,
    grant,
    role,
)
from tests.analysis.rules.mutations.places import AP, EU, STAGING, US

WAYS: Ways = {
    "R03": (
        ("any-resource", on(PROMETHEUS, put("rules.0.resources", ["*"]))),
        ("any-verb", on(f"{EU} Role tenant-harbor-link/prometheus", put("rules.0.verbs", ["*"]))),
        ("any-group", on(DEPLOYER, put("rules.1.apiGroups", ["*"]))),
        ("any-subresource", on(PROMETHEUS, push("rules.0.resources", "pods/*"))),
        ("any-scale", on(DEPLOYER, push("rules.1.resources", "*/scale"))),
        ("cluster-role", on(REVIEWER, push("rules.0.verbs", "*"))),
        ("urls", on(REVIEWER, push("rules", {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}))),
        ("platform-role", role(US, "shared-services", "all", "", "*", "get")),
        ("unreadable-verbs", on(PROMETHEUS, put("rules.0.verbs", "get"))),
        ("unreadable-rules", on(PROMETHEUS, put("rules", {"verbs": ["*"]}))),
    ),
    "R04": (
        ("escalate", grant(PROMETHEUS, GROUP, "roles", "escalate")),
        ("bind", grant(DEPLOYER, GROUP, "roles", "get", "bind")),
        ("impersonate", grant(REVIEWER, "", "users", "impersonate")),
        (
            "constrained-impersonation",
            grant(REVIEWER, "authentication.k8s.io", "users", "impersonate:user-info"),
        ),
        (
            "impersonation-on-verbs",
            grant(PROMETHEUS, "", "pods", "impersonate-on:serviceaccount:list"),
        ),
        (
            "any-verb",
            on(f"{US} Role tenant-fast-fiber-vpn/argocd-deployer", put("rules.0.verbs", ["*"])),
        ),
        (
            "unbound-role-of-the-platform",
            role(US, "platform-admin", "raiser", GROUP, "rolebindings", "bind"),
        ),
    ),
    "R05": (
        ("get", grant(PROMETHEUS, "", "secrets", "get")),
        ("list-by-the-deployer", on(DEPLOYER, push("rules.0.resources", "secrets"))),
        (
            "by-name",
            on(
                PROMETHEUS,
                push(
                    "rules",
                    {
                        "apiGroups": [""],
                        "resources": ["secrets"],
                        "resourceNames": ["redis"],
                        "verbs": ["get"],
                    },
                ),
            ),
        ),
        ("watch-in-every-namespace", grant(REVIEWER, "", "secrets", "watch")),
        (
            "any-resource",
            on(f"{AP} Role tenant-lion-net/prometheus", put("rules.0.resources", ["*"])),
        ),
        (
            "any-group",
            on(
                PROMETHEUS,
                push("rules", {"apiGroups": ["*"], "resources": ["secrets"], "verbs": ["list"]}),
            ),
        ),
        ("shared-services", role(EU, "shared-services", "secrets", "", "secrets", "list")),
    ),
    "R06": (
        ("quota", grant(PROMETHEUS, "", "resourcequotas", "patch")),
        ("limits", on(DEPLOYER, push("rules.0.resources", "limitranges"))),
        (
            "network-policies",
            grant(
                f"{EU} Role tenant-nordlicht/argocd-deployer",
                "networking.k8s.io",
                "networkpolicies",
                "update",
            ),
        ),
        (
            "delete-network-policies",
            grant(PROMETHEUS, "networking.k8s.io", "networkpolicies", "deletecollection"),
        ),
        (
            "roles",
            grant(f"{US} Role tenant-fast-fiber-vpn/argocd-deployer", GROUP, "roles", "create"),
        ),
        ("bindings", grant(DEPLOYER, GROUP, "rolebindings", "create")),
        ("namespaces", grant(REVIEWER, "", "namespaces", "patch")),
        ("slices", on(PROMETHEUS, push("rules.1.verbs", "update"))),
        ("cilium", grant(DEPLOYER, "cilium.io", "ciliumnetworkpolicies", "create")),
        ("any-network-resource", grant(DEPLOYER, "networking.k8s.io", "*", "create")),
        ("control-plane", role(US, "platform-admin", "quota", "", "resourcequotas", "delete")),
    ),
    "R07": (
        (
            "aggregate-to-view",
            on(REVIEWER, put(("metadata", "labels", f"{GROUP}/aggregate-to-view"), "true")),
        ),
        (
            "aggregate-to-admin",
            on(REVIEWER, put(("metadata", "labels", f"{GROUP}/aggregate-to-admin"), "true")),
        ),
        (
            "aggregating",
            on(
                REVIEWER,
                put("aggregationRule", {"clusterRoleSelectors": [{"matchLabels": {"x": "y"}}]}),
            ),
        ),
        (
            "aggregating-everything",
            on(REVIEWER, cut("rules"), put("aggregationRule", {"clusterRoleSelectors": [{}]})),
        ),
        (
            "label-on-a-role",
            on(PROMETHEUS, put(("metadata", "labels", f"{GROUP}/aggregate-to-edit"), "true")),
        ),
        (
            "in-staging",
            on(f"{STAGING} ClusterRole dotmac-openbao-token-review", put("aggregationRule", {})),
        ),
    ),
    "R12": (
        ("pods", on(PROMETHEUS, push("rules.0.verbs", "create"))),
        ("deployer-makes-pods", on(DEPLOYER, push("rules.0.resources", "pods"))),
        ("jobs", grant(f"{EU} Role tenant-harbor-link/prometheus", "batch", "jobs", "create")),
        ("rollouts", grant(PROMETHEUS, "argoproj.io", "rollouts", "patch")),
        ("cluster-wide", grant(REVIEWER, "apps", "deployments", "update")),
        (
            "somebody-else-deploys",
            on(
                f"{US} RoleBinding tenant-fast-fiber/argocd-deployer",
                push("subjects", account("isp-backend", "tenant-fast-fiber")),
            ),
        ),
        (
            "deployer-bound-twice",
            bind(
                US, "tenant-fast-fiber", "Role argocd-deployer", "prometheus", "tenant-fast-fiber"
            ),
        ),
        (
            "rebound",
            on(
                f"{US} RoleBinding tenant-citynet/prometheus",
                put("roleRef.name", "argocd-deployer"),
            ),
        ),
        ("renamed-deployer", on(DEPLOYER, put("metadata.name", "deployer"))),
        ("database-clusters", grant(PROMETHEUS, "postgresql.cnpg.io", "clusters", "create")),
        ("shared-services", role(AP, "shared-services", "runner", "batch", "cronjobs", "create")),
    ),
    "R13": (
        ("exec", on(PROMETHEUS, push("rules.0.resources", "pods/exec"))),
        ("attach", on(DEPLOYER, push("rules.0.resources", "pods/attach"))),
        (
            "port-forward",
            grant(f"{EU} Role tenant-nordlicht/prometheus", "", "pods/portforward", "create"),
        ),
        ("ephemeral", grant(PROMETHEUS, "", "pods/ephemeralcontainers", "patch")),
        ("service-proxy", grant(PROMETHEUS, "", "services/proxy", "get")),
        ("node-proxy", grant(REVIEWER, "", "nodes/proxy", "get")),
        ("tokens", grant(DEPLOYER, "", "serviceaccounts/token", "create")),
        ("any-exec", grant(REVIEWER, "", "*/exec", "get")),
        ("control-plane", role(US, "platform-admin", "shell", "", "pods/exec", "create")),
    ),
    "R14": (
        ("nodes", grant(REVIEWER, "", "nodes", "list")),
        ("volumes", grant(REVIEWER, "", "persistentvolumes", "create")),
        (
            "approval",
            grant(REVIEWER, "certificates.k8s.io", "certificatesigningrequests/approval", "update"),
        ),
        (
            "webhooks",
            grant(
                REVIEWER, "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "patch"
            ),
        ),
        ("service-status", grant(DEPLOYER, "", "services/status", "patch")),
        (
            "definitions",
            role(
                EU, "", "definitions", "apiextensions.k8s.io", "customresourcedefinitions", "create"
            ),
        ),
        (
            "admission",
            role(
                US,
                "",
                "admission",
                "admissionregistration.k8s.io",
                "validatingadmissionpolicies",
                "delete",
            ),
        ),
        (
            "reference-grants",
            grant(
                f"{AP} Role tenant-lion-net/argocd-deployer",
                "gateway.networking.k8s.io",
                "referencegrants",
                "create",
            ),
        ),
        (
            "stores",
            grant(
                f"{STAGING} ClusterRole dotmac-openbao-token-review",
                "external-secrets.io",
                "clustersecretstores",
                "create",
            ),
        ),
    ),
}
