"""Ways to have Argo CD write what it should not."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.judge import Weakened
from tests.analysis.rules.mutations import argo_delivery
from tests.analysis.rules.mutations.edits import (
    Change,
    Ways,
    add,
    both,
    cut,
    drop,
    mutations,
    on,
    push,
    put,
)
from tests.analysis.rules.mutations.places import US

PROJECT = "us-east-1 AppProject argocd/tenant-citynet"
BASE = "us-east-1 AppProject argocd/tenant-citynet-base"
CLUSTER = "eu-west-1 AppProject argocd/platform-cluster"
SHARED = "eu-west-1 AppProject argocd/platform-shared-services"
DEFAULT = "ap-southeast-1 AppProject argocd/default"
APP = "us-east-1 Application argocd/tenant-citynet"
APP_BASE = "us-east-1 Application argocd/tenant-citynet-base"
CHART = "eu-west-1 Application argocd/operator-velero"
WEBHOOKS = "us-east-1 Application argocd/operator-cert-manager"
ROOT = "staging-us-east-1 Application argocd/root"
CM = "us-east-1 ConfigMap argocd/argocd-cm"
US_PARAMS = "us-east-1 ConfigMap argocd/argocd-cmd-params-cm"
PARAMS = "eu-west-1 ConfigMap argocd/argocd-cmd-params-cm"
RBAC = "ap-southeast-1 ConfigMap argocd/argocd-rbac-cm"
REPOSITORY = "https://github.com/dotmac/dotmac-manifests.git"
SERVER = "https://kubernetes.default.svc"
CONTROLLER = "argocd:argocd-application-controller"
KINDS = "spec.namespaceResourceWhitelist"
CLUSTER_KINDS = "spec.clusterResourceWhitelist"
ACCOUNT = "spec.destinationServiceAccounts.0"
FOLDER = "spec.source.directory"
CLASSES = {"group": "scheduling.k8s.io", "kind": "Priority*"}


def _data(address: str, key: str, value: Any) -> Change:
    return on(address, put(("data", key), value))


def _elsewhere(kind: str) -> str:
    return f"""
        apiVersion: argoproj.io/v1alpha1
        kind: {kind}
        metadata: {{name: mine, namespace: tenant-citynet}}
        spec: {{}}
    """


def _set(**spec: Any) -> Change:
    """A set that is right but for what is given."""
    body = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": {"name": "tenants", "namespace": "argocd"},
        "spec": {
            "goTemplate": True,
            "goTemplateOptions": ["missingkey=error"],
            "generators": [{"list": {"elements": [{"slug": "a"}, {"slug": "b"}]}}],
            "syncPolicy": {
                "applicationsSync": "create-update",
                "preserveResourcesOnDeletion": True,
            },
            "template": {
                "metadata": {"name": "extra-{{ .slug }}", "labels": {"ring": "{{ .slug }}"}},
                "spec": {
                    "project": "tenant-citynet",
                    "source": {"repoURL": REPOSITORY, "targetRevision": "main"},
                },
            },
            **spec,
        },
    }
    return add(US, str(body))


def _elsewhere_all(region: str) -> Change:
    """Every Application of a region leads to another folder."""

    def change(weakened: Weakened) -> None:
        for found in list(weakened.manifests):
            if found.cluster.endswith(f"/{region}") and found.ref.kind == "Application":
                body = weakened.body(region, "Application", "argocd", found.ref.name)
                if "path" in body["spec"]["source"]:
                    body["spec"]["source"]["path"] = "elsewhere"

    return change


def _role(*policies: str, **more: Any) -> dict[str, Any]:
    return {"name": "ci", "policies": list(policies), **more}


def _destination(namespace: str) -> dict[str, str]:
    return {"server": SERVER, "namespace": namespace}


def _policy(line: str) -> Change:
    return _data(RBAC, "policy.csv", line)


def _files(path: str = "*", repo: str = REPOSITORY) -> list[dict[str, Any]]:
    return [{"git": {"repoURL": repo, "revision": "main", "files": [{"path": path}]}}]


def _named(name: str) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"project": "tenant-citynet"}}


def _rolls(*steps: dict[str, Any], on: bool = True, **spec: Any) -> Change:
    """A set that rolls in these steps; the steps of rings `a` and `b` would be right."""
    strategy = {"type": "RollingSync", "rollingSync": {"steps": list(steps)}}
    change = _set(**{"strategy": strategy, **spec})
    return both(_data(US_PARAMS, PROGRESSIVE, "true"), change) if on else change


def _ring(*values: str, operator: str = "In", key: str = "ring", **more: Any) -> dict[str, Any]:
    expression = {"key": key, "operator": operator, "values": list(values)}
    return {"matchExpressions": [expression], **more}


PROGRESSIVE = "applicationsetcontroller.enable.progressive.syncs"
GUARDED = {"applicationsSync": "create-update"}

WAYS: Ways = {
    "A01": (
        ("repositories", on(PROJECT, put("spec.sourceRepos", ["*"]))),
        ("some repositories", on(SHARED, push("spec.sourceRepos", "https://github.com/dotmac/*"))),
        ("namespaces", on(PROJECT, put("spec.destinations.0.namespace", "tenant-fast*"))),
        ("another tenant", on(PROJECT, push("spec.destinations", _destination("tenant-x")))),
        ("platform", on(PROJECT, put("spec.destinations", [_destination("platform-admin")]))),
        ("any cluster", on(BASE, put("spec.destinations.0.server", "*"))),
        ("by name", on(CLUSTER, put("spec.destinations.0.name", "in-cluster"))),
        ("no project", drop(PROJECT)),
    ),
    "A02": (
        ("cluster-wide", on(PROJECT, push(CLUSTER_KINDS, {"group": "*", "kind": "*"}))),
        ("no list", on(SHARED, cut(KINDS))),
        ("any kind", on(CLUSTER, push(KINDS, {"group": "", "kind": "*"}))),
        ("namespaces", on(BASE, put(f"{CLUSTER_KINDS}.0.name", "tenant-*"))),
        ("every namespace", on(BASE, cut(f"{CLUSTER_KINDS}.0.name"))),
        ("quotas", on(PROJECT, push(KINDS, {"group": "", "kind": "ResourceQuota"}))),
        (
            "policies",
            on(PROJECT, push(KINDS, {"group": "networking.k8s.io", "kind": "NetworkPolicy"})),
        ),
        (
            "endpoints",
            on(PROJECT, push(KINDS, {"group": "discovery.k8s.io", "kind": "EndpointSlice"})),
        ),
    ),
    "A03": (
        ("believed", on(PROJECT, put("spec.sourceNamespaces", ["tenant-citynet"]))),
        ("everywhere", _data(PARAMS, "application.namespaces", "*")),
        ("sets", _data(PARAMS, "applicationsetcontroller.namespaces", "tenant-*")),
        ("application", add(US, _elsewhere("Application"))),
        ("project", add(US, _elsewhere("AppProject"))),
        ("settings gone", drop(PARAMS)),
    ),
    "A04": (
        ("off", _data(CM, "application.sync.impersonation.enabled", "false")),
        (
            "not enforced",
            on(CM, cut(("data", "application.sync.impersonation.enforced"))),
        ),
        ("settings gone", drop(CM)),
        ("controller", on(PROJECT, put(f"{ACCOUNT}.defaultServiceAccount", CONTROLLER))),
        (
            "another tenant's",
            on(PROJECT, put(f"{ACCOUNT}.defaultServiceAccount", "argocd:tenant-metro-fiber")),
        ),
        ("nobody", on(SHARED, cut("spec.destinationServiceAccounts"))),
        ("everywhere", on(BASE, put(f"{ACCOUNT}.namespace", "*"))),
        ("account gone", drop("us-east-1 ServiceAccount argocd/tenant-citynet")),
    ),
    "A06": (
        ("gone", drop(DEFAULT)),
        ("repositories", on(DEFAULT, put("spec.sourceRepos", ["*"]))),
        ("destinations", on(DEFAULT, put("spec.destinations", [_destination("argocd")]))),
        ("kinds", on(DEFAULT, cut("spec.namespaceResourceBlacklist"))),
        ("used", on(APP, put("spec.project", "default"))),
        ("forgotten", on(CHART, cut("spec.project"))),
        ("inherited", _data(CM, "globalProjects", "- projectName: all")),
    ),
    "A07": (
        (
            "another project",
            on(PROJECT, put("spec.roles", [_role("p, proj:x:ci, a, b, */*, allow")])),
        ),
        (
            "shell",
            on(
                PROJECT,
                put(
                    "spec.roles",
                    [_role("p, proj:tenant-citynet:ci, exec, create, tenant-citynet/*, allow")],
                ),
            ),
        ),
        ("token", on(SHARED, put("spec.roles", [_role(jwtTokens=[{"iat": 1}])]))),
        ("default", _data(RBAC, "policy.default", "role:readonly")),
        ("everything", _policy("p, role:dev, applications, *, */*, allow")),
        ("admin", _policy("g, everybody, role:admin")),
        ("exec", _policy("p, role:dev, exec, create, tenant-lion-net/*, allow")),
        ("anonymous", _data(CM, "users.anonymous.enabled", "true")),
        ("terminal", _data(CM, "exec.enabled", "true")),
        ("settings gone", drop(RBAC)),
    ),
    "A08": (
        ("pull requests", _set(generators=[{"matrix": {"generators": [{"pullRequest": {}}]}}])),
        ("files elsewhere", _set(generators=_files(repo="https://github.com/x/y.git"))),
        ("no files", _set(generators=_files("dist/us-east-1/argocd/nothing/*.yaml"))),
        ("many objects", _set(generators=_files("dist/us-east-1/argocd/*.yaml"))),
        ("all files", _set(generators=[{"git": {"files": [{"path": "*", "exclude": True}]}}])),
        ("logic", _set(template=_named("{{ if .x }}a{{ end }}"))),
        ("lacks a key", _set(template=_named("{{ .name }}"))),
        ("patch", _set(templatePatch="spec: {project: '{{ index . 0 }}'}")),
        ("one name", _set(template=_named("extra"))),
        ("name of another", _set(template=_named("tenant-citynet"))),
        ("missing keys", _set(goTemplateOptions=[])),
        ("deletes", _set(syncPolicy={"preserveResourcesOnDeletion": True})),
        ("takes along", _set(syncPolicy=GUARDED)),
    ),
    "A09": (
        ("range", on(CHART, put("spec.source.targetRevision", "*"))),
        ("chart by branch", on(CHART, put("spec.source.targetRevision", "main"))),
        ("unreviewed", on(APP, put("spec.source.targetRevision", "feature"))),
        ("head", on(ROOT, cut("spec.source.targetRevision"))),
        ("namespace", on(APP, put("spec.syncPolicy.syncOptions.0", "CreateNamespace=true"))),
        ("replaces", on(APP_BASE, push("spec.syncPolicy.syncOptions", "Replace=true"))),
        ("unvalidated", on(CHART, push("spec.syncPolicy.syncOptions", "Validate=false"))),
        ("keeps", on(APP_BASE, put("spec.syncPolicy.automated.prune", False))),
        ("unhealed", on(ROOT, put("spec.syncPolicy.automated.selfHeal", False))),
        ("empties", on(APP, put("spec.syncPolicy.automated.allowEmpty", True))),
        ("ignores", on(APP, put("spec.ignoreDifferences.0.jsonPointers", ["/spec/template"]))),
        ("every workload", on(APP, cut("spec.ignoreDifferences.0.name"))),
        ("policies", on(WEBHOOKS, push("spec.ignoreDifferences", {"kind": "NetworkPolicy"}))),
        ("cluster", on(APP, put("spec.destination.server", "https://10.0.0.1"))),
    ),
    "A10": (
        ("no project", drop(SHARED)),
        ("repository", on(APP, put("spec.source.repoURL", "https://github.com/x/y.git"))),
        ("destination", on(APP, put("spec.destination.namespace", "tenant-metro-fiber"))),
        ("another tenant", on(APP, put("spec.project", "tenant-metro-fiber"))),
        ("platform", on(APP, put("spec.project", "platform-cluster"))),
        ("chart", on(CHART, put("spec.source.repoURL", "https://charts.example.com"))),
    ),
    "A11": (
        ("twice", on(APP, cut(f"{FOLDER}.exclude"))),
        ("never", on(APP_BASE, put(f"{FOLDER}.include", "{namespace.yaml,access.yaml}"))),
        ("nothing", on(APP, put("spec.source.path", "dist/us-east-1/tenants/cityne"))),
        ("kind", on(BASE, cut(f"{KINDS}.0"))),
        (
            "own kind",
            on(PROJECT, put("spec.namespaceResourceBlacklist", [{"group": "*", "kind": "*"}])),
        ),
        ("namespace", on(BASE, put("spec.destinations", [_destination("tenant-citynet")]))),
        ("all", on(ROOT, put("spec.source.path", "dist/staging-us-east-1"))),
        ("tool", on(APP, put("spec.source.kustomize", {}))),
        ("no folder", on(APP, put("spec.source.path", "dist/us-east-1/nowhere"))),
        ("everywhere else", _elsewhere_all(US)),
        ("comma", on(APP_BASE, put(f"{FOLDER}.include", "namespace.yaml,access.yaml"))),
        ("flat", on(ROOT, put(f"{FOLDER}.recurse", False))),
        ("server", on(PROJECT, put("spec.destinations.0.server", "https://10.0.0.1"))),
        ("denied", on(PROJECT, push("spec.destinations", _destination("!tenant-citynet")))),
        ("cluster-wide", on(CLUSTER, push("spec.clusterResourceBlacklist", CLASSES))),
    ),
    "A12": (
        ("off", _rolls(_ring("a"), _ring("b"), on=False)),
        ("nobody's", _rolls(_ring("a"))),
        ("misspelt", _rolls(_ring("A"), _ring("b"))),
        ("swallowed", _rolls(_ring("A"), _ring("none", operator="NotIn"))),
        ("twice", _rolls(_ring("a"), _ring("b"), _ring("a", operator="NotIn"))),
        ("everybody twice", _rolls(_ring("a"), _ring("b"), {"maxUpdate": 1})),
        ("other label", _rolls(_ring("a", key="rings"), _ring("b"))),
        ("none at a time", _rolls(_ring("a", maxUpdate=0), _ring("b"))),
        ("no share", _rolls(_ring("a", maxUpdate="0%"), _ring("b"))),
        ("operator", _rolls(_ring("a", operator="Exists"), _ring("b"))),
        ("no steps", _rolls()),
        ("unknown", _set(strategy={"type": "Rolling"})),
        ("not told", _rolls(_ring("a"), generators=[{"git": {"files": []}}])),
    ),
}

MUTATIONS = (*mutations(WAYS), *argo_delivery.MUTATIONS)
