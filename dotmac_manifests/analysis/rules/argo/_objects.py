"""Argo CD's own objects, as its rules ask for them."""

from __future__ import annotations

import re

from dotmac_manifests.analysis.applications import GROUP, sources
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest

__all__ = [
    "GLOB",
    "GROUP",
    "IN_CLUSTER",
    "applications",
    "project_of",
    "projects",
    "setting",
    "sources",
    "workloads_of",
]

GLOB = re.compile(r"[*?\[\]{}!]")
"""What makes a field of a project mean more than it says."""
IN_CLUSTER = "https://kubernetes.default.svc"


def projects(facts: Facts) -> tuple[Manifest, ...]:
    """Every AppProject."""
    return facts.applications.projects


def applications(facts: Facts) -> tuple[Manifest, ...]:
    """Every Application, those that an ApplicationSet makes from its own list among them."""
    return facts.applications.all


def project_of(facts: Facts, application: Manifest) -> Manifest | None:
    """The project of an application, if it was read."""
    return facts.applications.project(application)


def workloads_of(facts: Facts, project: Manifest) -> str:
    """The tenant whose workloads a project bounds; empty for any other project."""
    name = project.ref.name.removeprefix(facts.site.tenant_namespace_prefix)
    known = any(tenant.name == name for tenant in facts.tenants)
    return name if known and name != project.ref.name else ""


def setting(facts: Facts, name: str) -> Manifest | None:
    """One of Argo CD's ConfigMaps."""
    return facts.find("ConfigMap", facts.site.gitops_namespace, name)
