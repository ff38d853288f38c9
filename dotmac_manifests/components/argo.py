"""Argo CD's own objects: projects that bound, applications that sync.

Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/application-specification/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import (
    CONFIRMED,
    SYNC_WAVE,
    Component,
    Resource,
    metadata,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
COMPONENT = "gitops"
VERSION = "1"
FINALIZER = "resources-finalizer.argocd.argoproj.io"
"""On an application: its removal removes what it deployed. On a project: it stays until no
application names it.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/"""

PLATFORM_DEPLOYER = f"{names.ARGOCD_NAMESPACE}:argocd-application-controller"
"""Argo CD's own account. With impersonation on, a project that names no account cannot sync at
all; the platform's projects name the controller itself, tenants' projects never do."""

AUTHORITIES = ".webhooks[]?.clientConfig.caBundle"

OPTIONS = (
    "CreateNamespace=false",
    "ServerSideApply=true",
    "RespectIgnoreDifferences=true",
    "ApplyOutOfSyncOnly=true",
    "FailOnSharedResource=true",
    "PruneLast=true",
)


@dataclass(frozen=True, kw_only=True)
class Project:
    """What the applications of a project may do; kinds are (group, kind), or with a name."""

    name: str
    description: str
    repositories: Sequence[str]
    namespaces: Sequence[str]
    kinds: Sequence[tuple[str, str]]
    cluster_kinds: Sequence[tuple[str, ...]] = ()
    deployer: str = PLATFORM_DEPLOYER
    """Service account, `namespace:name`, that Argo CD impersonates while it syncs."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where an application's manifests come from: a folder of our repository, or a chart."""

    repository: str
    revision: str
    path: str | None = None
    directory: Mapping[str, Any] | None = None
    chart: str | None = None
    release_name: str | None = None
    values: Mapping[str, Any] | None = None
    kubernetes: str | None = None
    """Version that the chart is rendered for, so that it does not depend on the day's cluster."""
    skip_crds: bool = False

    def body(self) -> Body:
        """The application's `source` field."""
        found: Body = {"repoURL": self.repository, "targetRevision": self.revision}
        if self.path is not None:
            found["path"] = self.path
        if self.directory:
            found["directory"] = dict(self.directory)
        if self.chart is not None:
            found["chart"] = self.chart
            found["helm"] = {
                "releaseName": self.release_name,
                "valuesObject": dict(self.values or {}),
                "kubeVersion": self.kubernetes,
                "skipCrds": self.skip_crds,
                "skipTests": True,
            }
        return found

    @classmethod
    def folder(
        cls,
        region: RegionPlan,
        path: str,
        *,
        include: str | None = None,
        exclude: str | None = None,
        recurse: bool = False,
    ) -> Source:
        """A folder below `dist/<region>/`; the globs choose among its files."""
        git = region.platform.git
        directory: Body = {"recurse": recurse}
        if include is not None:
            directory["include"] = include
        if exclude is not None:
            directory["exclude"] = exclude
        return cls(
            repository=git.repo_url,
            revision=git.revision,
            path=f"{git.path}/{region.name}/{path}",
            directory=directory,
        )


class AppProject(Component):
    """A project; nothing that it does not name is allowed."""

    def __init__(
        self, scope: Construct, region: RegionPlan, project: Project, *, removable: bool = False
    ) -> None:
        super().__init__(scope, f"project-{project.name}")
        server = region.spec.cluster.server
        spec: Body = {
            "description": project.description,
            "sourceRepos": list(project.repositories),
            "sourceNamespaces": [],
            "destinations": [
                {"server": server, "namespace": namespace} for namespace in project.namespaces
            ],
            "clusterResourceWhitelist": [
                dict(zip(("group", "kind", "name"), kind, strict=False))
                for kind in project.cluster_kinds
            ],
            "namespaceResourceWhitelist": [
                {"group": group, "kind": kind} for group, kind in project.kinds
            ],
            "destinationServiceAccounts": [
                {
                    "server": server,
                    "namespace": namespace,
                    "defaultServiceAccount": project.deployer,
                }
                for namespace in project.namespaces
            ],
        }
        if not project.kinds:
            # Argo CD takes an absent list for "all", and an empty one may be stored as absent.
            spec["namespaceResourceBlacklist"] = [{"group": "*", "kind": "*"}]
        Resource(
            self,
            "project",
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "AppProject",
                "metadata": _guarded(project.name, removable),
                "spec": spec,
            },
        )


class Application(Component):
    """An application that keeps one folder, or one chart, in sync.

    ``autoscaled`` names the workloads whose replicas an autoscaler writes, ``injected`` the
    webhook configurations whose authority a controller fills in; nothing else is ignored. An
    empty folder never empties a namespace (`allowEmpty` stays off). An application that
    disappears from Git waits for a person, and without a finalizer would not take its workloads
    with it; a ``removable`` one goes at once, and takes them with it (see `isolation.project`).
    """

    def __init__(
        self,
        scope: Construct,
        region: RegionPlan,
        *,
        name: str,
        project: str,
        source: Source,
        namespace: str,
        wave: int,
        autoscaled: Sequence[tuple[str, str, str]] = (),
        injected: Sequence[tuple[str, str]] = (),
        options: Sequence[str] = OPTIONS,
        labels: Mapping[str, str] | None = None,
        removable: bool = False,
    ) -> None:
        super().__init__(scope, f"application-{name}")
        spec = application_spec(region, project, source, namespace, options)
        ignored = scaled_elsewhere(autoscaled)
        ignored += [
            {"group": group, "kind": kind, "jqPathExpressions": [AUTHORITIES]}
            for group, kind in injected
        ]
        if ignored:
            spec["ignoreDifferences"] = ignored
        Resource(
            self,
            "application",
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Application",
                "metadata": _guarded(name, removable, {SYNC_WAVE: str(wave)}, labels),
                "spec": spec,
            },
        )


def application_spec(
    region: RegionPlan,
    project: str,
    source: Source,
    namespace: str,
    options: Sequence[str] = OPTIONS,
) -> Body:
    """The `spec` of an application that keeps its source in sync by itself."""
    return {
        "project": project,
        "source": source.body(),
        "destination": {"server": region.spec.cluster.server, "namespace": namespace},
        "revisionHistoryLimit": 10,
        "syncPolicy": {
            "automated": {"enabled": True, "prune": True, "selfHeal": True, "allowEmpty": False},
            "syncOptions": list(options),
            "retry": {
                "limit": 10,
                "refresh": True,
                "backoff": {"duration": "10s", "factor": 2, "maxDuration": "5m"},
            },
        },
    }


def scaled_elsewhere(autoscaled: Sequence[tuple[str, str, str]]) -> list[Body]:
    """Differences to ignore: replicas of workloads, by group, kind and name, that others write."""
    return [
        {"group": group, "kind": kind, "name": name, "jsonPointers": ["/spec/replicas"]}
        for group, kind, name in autoscaled
    ]


def _guarded(
    name: str,
    removable: bool,
    annotations: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Body:
    """Metadata of a project or an application; only a ``removable`` one goes by itself."""
    guard = {} if removable else CONFIRMED
    found = argo_metadata(name, {**guard, **(annotations or {})}, labels)
    if removable:
        found["finalizers"] = [FINALIZER]
    return found


def argo_metadata(
    name: str,
    annotations: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Body:
    """Metadata of an object in Argo CD's namespace."""
    return metadata(
        name,
        names.ARGOCD_NAMESPACE,
        app=name,
        component=COMPONENT,
        version=VERSION,
        labels=labels,
        annotations=annotations,
    )
