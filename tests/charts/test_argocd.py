"""Argo CD finds every file once, may write all of it, and in an order in which nothing hangs."""

from __future__ import annotations

from collections import Counter

import pytest

from dotmac_manifests.components.argo import PLATFORM_DEPLOYER
from tests.charts import argo
from tests.fleet import seed_plan

regions = pytest.mark.parametrize("region", argo.REGIONS)


def test_globs_are_those_of_argo_cd() -> None:
    assert argo.pattern("{a.yaml,b.yaml}").fullmatch("a.yaml")
    assert not argo.pattern("{a.yaml,b.yaml}").fullmatch("ab.yaml")
    assert not argo.pattern("{a.yaml,b.yaml}").fullmatch("x/a.yaml")
    assert argo.pattern("*.yaml").fullmatch("deep/er.yaml")


@regions
def test_every_file_is_synced_exactly_once(region: str) -> None:
    folders = [
        argo.Folder.of(body, region) for body in argo.objects(region, "Application").values()
    ]
    counts = {
        path: sum(folder.covers(path) for folder in folders if folder is not None)
        for path in argo.files(region)
        if path != "root.yaml"  # the one that a person applies
    }
    assert {path: count for path, count in counts.items() if count != 1} == {}


@regions
def test_every_folder_holds_something(region: str) -> None:
    """An application without manifests would be an error, not a success."""
    for name, body in argo.objects(region, "Application").items():
        folder = argo.Folder.of(body, region)
        if folder is not None:
            assert any(folder.covers(path) for path in argo.files(region)), name


@regions
def test_projects_allow_what_their_applications_bring(region: str) -> None:
    projects = argo.objects(region, "AppProject")
    refused = {
        (application["spec"]["project"], body["kind"], body["metadata"].get("namespace", ""), path)
        for application, path, body in argo.synced(region)
        if not argo.allows(projects[application["spec"]["project"]], body)
    }
    assert refused == set()


def test_projects_of_the_platform_allow_nothing_idle() -> None:
    """A kind that no region's files have is one that somebody else could use."""
    allowed: dict[str, set[tuple[str, str]]] = {}
    used: dict[str, set[tuple[str, str]]] = {}
    for region in argo.REGIONS:
        for application, _, body in argo.synced(region):
            kind = (argo.group(body), body["kind"])
            used.setdefault(application["spec"]["project"], set()).add(kind)
        for name, project in argo.objects(region, "AppProject").items():
            for field in ("clusterResourceWhitelist", "namespaceResourceWhitelist"):
                kinds = {(entry["group"], entry["kind"]) for entry in project["spec"][field]}
                allowed.setdefault(name, set()).update(kinds)
    platform = {name for name in allowed if name == "root" or name.startswith("platform-")}
    assert {
        name: allowed[name] - used[name] for name in platform if allowed[name] - used[name]
    } == {}


@regions
def test_projects_of_the_platform_reach_no_idle_namespace(region: str) -> None:
    used: dict[str, set[str]] = {}
    for application, _, body in argo.synced(region):
        if "namespace" in body["metadata"]:
            project = application["spec"]["project"]
            used.setdefault(project, set()).add(body["metadata"]["namespace"])
    for name, project in argo.objects(region, "AppProject").items():
        if name.startswith("platform-") and project["spec"]["namespaceResourceWhitelist"]:
            found = {entry["namespace"] for entry in project["spec"]["destinations"]}
            assert found == used[name], name


@regions
def test_a_project_without_kinds_says_so_twice(region: str) -> None:
    for name, project in argo.objects(region, "AppProject").items():
        refuses = project["spec"].get("namespaceResourceBlacklist") == [{"group": "*", "kind": "*"}]
        assert refuses is not bool(project["spec"]["namespaceResourceWhitelist"]), name


@regions
def test_projects_name_their_repositories_and_namespaces_exactly(region: str) -> None:
    for name, project in argo.objects(region, "AppProject").items():
        spec = project["spec"]
        assert "*" not in "".join(spec["sourceRepos"]), name
        assert spec["sourceNamespaces"] == [], name
        for destination in spec["destinations"]:
            assert set(destination) == {"server", "namespace"}
            assert "*" not in destination["namespace"] + destination["server"], name
        for entry in (*spec["clusterResourceWhitelist"], *spec["namespaceResourceWhitelist"]):
            assert "*" not in entry["kind"] + entry["group"], name
            assert entry.get("name") != "*", name


@regions
def test_every_application_stands_in_its_project(region: str) -> None:
    projects = argo.objects(region, "AppProject")
    for name, application in argo.objects(region, "Application").items():
        spec = application["spec"]
        project = projects[spec["project"]]["spec"]
        assert spec["source"]["repoURL"] in project["sourceRepos"], name
        assert spec["destination"] in project["destinations"], name
        assert application["metadata"]["namespace"] == "argocd"


@regions
def test_every_project_says_whose_rights_it_uses(region: str) -> None:
    """Impersonation is enforced: without an account there would be no sync at all."""
    for name, project in argo.objects(region, "AppProject").items():
        accounts = {
            entry["namespace"]: entry["defaultServiceAccount"]
            for entry in project["spec"]["destinationServiceAccounts"]
        }
        assert set(accounts) == {entry["namespace"] for entry in project["spec"]["destinations"]}
        if name.startswith("tenant-") and not name.endswith("-base"):
            assert PLATFORM_DEPLOYER not in accounts.values()


@regions
def test_the_default_project_allows_nothing(region: str) -> None:
    spec = argo.objects(region, "AppProject")["default"]["spec"]
    assert not any(
        spec[field]
        for field in (
            "sourceRepos",
            "destinations",
            "clusterResourceWhitelist",
            "namespaceResourceWhitelist",
        )
    )
    used = {body["spec"]["project"] for body in argo.objects(region, "Application").values()}
    assert "default" not in used


@regions
def test_each_operator_has_a_project_of_its_own(region: str) -> None:
    applications = argo.objects(region, "Application")
    charts = [body for body in applications.values() if "chart" in body["spec"]["source"]]
    assert len(charts) == len(seed_plan().regions[region].operators)
    assert all(found == 1 for found in Counter(body["spec"]["project"] for body in charts).values())
    for body in charts:
        source = body["spec"]["source"]
        assert source["helm"]["kubeVersion"].startswith(seed_plan().regions[region].minor)
        assert source["targetRevision"][-1].isdigit()
        assert "*" not in source["targetRevision"]


@regions
def test_nothing_waits_for_something_later(region: str) -> None:
    """Waves of applications wait for health; these are the dependencies that would hang."""
    waves = {name: argo.wave(body) for name, body in argo.objects(region, "Application").items()}
    order = [
        ("cluster", "operators"),  # pods name a priority class
        ("operators", "operator-cert-manager"),
        ("operator-cert-manager", "operator-plugin-barman-cloud"),
        ("operator-cert-manager", "foundations"),
        ("operator-external-secrets", "foundations"),
        ("operator-external-secrets", "credentials"),
        ("foundations", "operator-nginx-ingress"),  # it wants its certificate when it starts
        ("operator-envoy-gateway", "foundations"),  # its kinds
        ("foundations", "secrets-engine"),  # the authority that signs its certificate
        ("operator-nginx-ingress", "platform-admin"),  # Ingresses need an address to be healthy
        ("edge-service", "platform-admin"),
        ("operator-cloudnative-pg", "platform-admin"),
        ("operator-argo-rollouts", "platform-admin"),
        ("secrets-engine", "credentials"),  # it holds them
        ("secrets-engine", "platform-admin"),
        ("credentials", "operator-velero"),
        ("credentials", "operator-fluent-bit"),
        ("credentials", "operator-kube-prometheus-stack"),
        ("secrets-engine", "shared-services"),
        ("shared-services", "platform-admin"),  # a policy of its own stands in that namespace
    ]
    for earlier, later in order:
        if earlier in waves and later in waves:
            assert waves[earlier] < waves[later], (earlier, later)
    tenants = [found for name, found in waves.items() if name.startswith("tenant-")]
    assert all(found > waves["shared-services"] for found in tenants)
    assert waves["cluster"] == min(waves.values())


@regions
def test_projects_and_settings_precede_every_application(region: str) -> None:
    """An application without its project is never healthy, and neither is its wave; and without
    the settings no wave would wait at all."""
    inside = [
        body
        for path, bodies in argo.files(region).items()
        if path.startswith("argocd/")
        for body in bodies
    ]
    others = [argo.wave(body) for body in inside if body["kind"] != "Application"]
    applications = [argo.wave(body) for body in inside if body["kind"] == "Application"]
    assert max(others) < min(applications)


BRINGS = {
    "barmancloud.cnpg.io": "operator-plugin-barman-cloud",
    "cert-manager.io": "operator-cert-manager",
    "external-secrets.io": "operator-external-secrets",
    "gateway.envoyproxy.io": "operator-envoy-gateway",
    "gateway.networking.k8s.io": "operator-envoy-gateway",
    "k8s.nginx.org": "operator-nginx-ingress",
    "postgresql.cnpg.io": "operator-cloudnative-pg",
    "velero.io": "operator-velero",
}
"""API group to the application whose chart defines it."""


@regions
def test_kinds_are_defined_before_they_are_used(region: str) -> None:
    waves = {name: argo.wave(body) for name, body in argo.objects(region, "Application").items()}
    early = {
        (application["metadata"]["name"], body["kind"], path)
        for application, path, body in argo.synced(region)
        if argo.group(body) in BRINGS and argo.wave(application) <= waves[BRINGS[argo.group(body)]]
    }
    assert early == set()


@regions
def test_the_file_applied_by_hand_holds_little(region: str) -> None:
    kinds = Counter(body["kind"] for body in argo.files(region)["root.yaml"])
    assert kinds == {"AppProject": 1, "Application": 1}
    root = argo.objects(region, "Application")["root"]
    assert root["spec"]["source"]["directory"] == {"recurse": True}
    assert root["spec"]["source"]["path"].endswith(f"{region}/argocd")


@regions
def test_settings_trust_nobody_by_default(region: str) -> None:
    data = {
        body["metadata"]["name"]: body["data"]
        for body in argo.files(region)["argocd/settings.yaml"]
    }
    main = data["argocd-cm"]
    assert main["application.sync.impersonation.enabled"] == "true"
    assert main["application.sync.impersonation.enforced"] == "true"
    assert main["exec.enabled"] == "false"
    assert data["argocd-rbac-cm"] == {"policy.default": ""}
    assert data["argocd-cmd-params-cm"]["application.namespaces"] == ""
