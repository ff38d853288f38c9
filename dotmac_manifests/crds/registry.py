"""Which custom resources have a model, their JSON Schemas, and the export of those."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from dotmac_manifests.crds.analysis_template import AnalysisTemplate
from dotmac_manifests.crds.application import Application
from dotmac_manifests.crds.applicationset import ApplicationSet
from dotmac_manifests.crds.appproject import AppProject
from dotmac_manifests.crds.barman_cloud import ObjectStore
from dotmac_manifests.crds.bundle import relative_path
from dotmac_manifests.crds.cert_manager import Certificate, ClusterIssuer, Issuer
from dotmac_manifests.crds.cnpg import Backup, Database, ScheduledBackup
from dotmac_manifests.crds.cnpg_cluster import Cluster
from dotmac_manifests.crds.envoy_backend import BackendTrafficPolicy
from dotmac_manifests.crds.envoy_filter import HttpRouteFilter
from dotmac_manifests.crds.envoy_gateway import ClientTrafficPolicy
from dotmac_manifests.crds.envoy_proxy import EnvoyProxy
from dotmac_manifests.crds.envoy_security import SecurityPolicy
from dotmac_manifests.crds.external_secrets import ExternalSecret
from dotmac_manifests.crds.gateway import Gateway, GatewayClass, ListenerSet, ReferenceGrant
from dotmac_manifests.crds.gateway_routes import HttpRoute, TcpRoute, UdpRoute
from dotmac_manifests.crds.nginx import Policy
from dotmac_manifests.crds.nginx_server import VirtualServer
from dotmac_manifests.crds.rollouts import Rollout
from dotmac_manifests.crds.schema import schema_of
from dotmac_manifests.crds.secret_stores import ClusterSecretStore, SecretStore
from dotmac_manifests.crds.snapshots import VolumeSnapshotClass
from dotmac_manifests.crds.velero import Backup as NamespaceBackup
from dotmac_manifests.crds.velero import (
    BackupStorageLocation,
    Schedule,
    VolumeSnapshotLocation,
)

MODELS: Mapping[tuple[str, str], type[BaseModel]] = MappingProxyType(
    {
        ("argoproj.io/v1alpha1", "AnalysisTemplate"): AnalysisTemplate,
        ("argoproj.io/v1alpha1", "AppProject"): AppProject,
        ("argoproj.io/v1alpha1", "Application"): Application,
        ("argoproj.io/v1alpha1", "ApplicationSet"): ApplicationSet,
        ("argoproj.io/v1alpha1", "Rollout"): Rollout,
        ("barmancloud.cnpg.io/v1", "ObjectStore"): ObjectStore,
        ("cert-manager.io/v1", "Certificate"): Certificate,
        ("cert-manager.io/v1", "ClusterIssuer"): ClusterIssuer,
        ("cert-manager.io/v1", "Issuer"): Issuer,
        ("external-secrets.io/v1", "ClusterSecretStore"): ClusterSecretStore,
        ("external-secrets.io/v1", "ExternalSecret"): ExternalSecret,
        ("external-secrets.io/v1", "SecretStore"): SecretStore,
        ("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy"): BackendTrafficPolicy,
        ("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy"): ClientTrafficPolicy,
        ("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy"): EnvoyProxy,
        ("gateway.envoyproxy.io/v1alpha1", "HTTPRouteFilter"): HttpRouteFilter,
        ("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy"): SecurityPolicy,
        ("gateway.networking.k8s.io/v1", "Gateway"): Gateway,
        ("gateway.networking.k8s.io/v1", "GatewayClass"): GatewayClass,
        ("gateway.networking.k8s.io/v1", "HTTPRoute"): HttpRoute,
        ("gateway.networking.k8s.io/v1", "ListenerSet"): ListenerSet,
        ("gateway.networking.k8s.io/v1", "TCPRoute"): TcpRoute,
        ("gateway.networking.k8s.io/v1", "UDPRoute"): UdpRoute,
        ("gateway.networking.k8s.io/v1beta1", "ReferenceGrant"): ReferenceGrant,
        ("k8s.nginx.org/v1", "Policy"): Policy,
        ("k8s.nginx.org/v1", "VirtualServer"): VirtualServer,
        ("postgresql.cnpg.io/v1", "Backup"): Backup,
        ("postgresql.cnpg.io/v1", "Cluster"): Cluster,
        ("postgresql.cnpg.io/v1", "Database"): Database,
        ("postgresql.cnpg.io/v1", "ScheduledBackup"): ScheduledBackup,
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass"): VolumeSnapshotClass,
        ("velero.io/v1", "Backup"): NamespaceBackup,
        ("velero.io/v1", "BackupStorageLocation"): BackupStorageLocation,
        ("velero.io/v1", "Schedule"): Schedule,
        ("velero.io/v1", "VolumeSnapshotLocation"): VolumeSnapshotLocation,
    }
)


def json_schema(api_version: str, kind: str) -> dict[str, Any]:
    """The strict JSON Schema (draft 2020-12) of a custom resource.

    Embedded core objects, such as a pod template, are plain objects in it that carry the name of
    their Kubernetes definition under `x-kubernetes-definition`.

    Raises ``KeyError`` for a kind without a model.
    """
    return schema_of(MODELS[(api_version, kind)])


def export(out_dir: Path) -> list[Path]:
    """Write every schema to ``out_dir/<group>/<kind>_<version>.json`` and return the paths, sorted.

    The text depends on the models only: keys sorted, indented by two spaces, final newline.
    """
    written = []
    for api_version, kind in MODELS:
        path = out_dir / relative_path(api_version, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = json_schema(api_version, kind)
        path.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        written.append(path)
    return sorted(written)
