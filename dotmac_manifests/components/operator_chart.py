"""What every operator's chart is told, and what its Argo CD project must allow it to make.

Charts come from upstream, pinned; their pods are held to the same rules as our own as far as
the charts let us.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.spec.platform import Operator, OperatorName

Body = dict[str, Any]
Kind = tuple[str, ...]
"""(group, kind) or (group, kind, name pattern)."""

CRD = ("apiextensions.k8s.io", "CustomResourceDefinition")
RBAC = "rbac.authorization.k8s.io"
ADMISSION = "admissionregistration.k8s.io"
APP_KINDS: tuple[Kind, ...] = (
    ("", "ConfigMap"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("apps", "Deployment"),
    ("policy", "PodDisruptionBudget"),
    (RBAC, "Role"),
    (RBAC, "RoleBinding"),
)
"""Namespaced kinds that nearly every chart makes."""

CONTAINER_SECURITY: Body = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
POD_SECURITY: Body = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}


@dataclass(frozen=True)
class ImageParts:
    """A reference `registry/path:tag@digest` in the pieces that charts ask for."""

    registry: str
    path: str
    tag: str
    digest: str

    @classmethod
    def of(cls, reference: str) -> ImageParts:
        """Parts of a complete reference; raises ValueError when one is missing."""
        name, digest = reference.split("@")
        repository, tag = name.rsplit(":", 1)
        registry, path = repository.split("/", 1)
        return cls(registry, path, tag, digest)

    @property
    def repository(self) -> str:
        """Registry and path."""
        return f"{self.registry}/{self.path}"

    @property
    def pinned_tag(self) -> str:
        """Tag and digest in one, for charts that know no digest."""
        return f"{self.tag}@{self.digest}"

    @property
    def sha(self) -> str:
        """The digest without its algorithm."""
        return self.digest.removeprefix("sha256:")

    def tagged(self) -> Body:
        """`image` of a chart that joins repository and tag."""
        return {"repository": self.repository, "tag": self.pinned_tag}

    def digested(self) -> Body:
        """`image` of a chart that has a field for the digest."""
        return {"repository": self.repository, "tag": self.tag, "digest": self.digest}

    def with_registry(self) -> Body:
        """`image` of a chart that keeps the registry apart."""
        return {"registry": self.registry, "repository": self.path, "tag": self.pinned_tag}

    def with_sha(self) -> Body:
        """`image` of a chart that keeps registry and hash apart."""
        return {
            "registry": self.registry,
            "repository": self.path,
            "tag": self.tag,
            "sha": self.sha,
        }


@dataclass(frozen=True)
class Settings:
    """What the values of one operator are made from."""

    region: RegionPlan
    operator: str

    def image(self, role: str) -> ImageParts:
        """Image of a role, from the region's registry."""
        return ImageParts.of(self.region.images[self.chart.images[role]])

    @property
    def chart(self) -> Operator:
        """The pinned chart, and the names of its images."""
        return self.region.platform.operators[cast(OperatorName, self.operator)]

    @property
    def replicas(self) -> int:
        """Two where leader election lets a second stand by, unless the region is scaled down."""
        return min(2, self.region.spec.sizing.max_replicas or 2)

    def budget(self) -> Body:
        """Disruption budget of a replicated controller; a single pod's would block every drain."""
        if self.replicas > 1:
            return {"enabled": True, "minAvailable": 1}
        return {"enabled": False}

    @property
    def priority(self) -> str:
        """Operators go before tenants when nodes are short."""
        return names.PLATFORM_PRIORITY


@dataclass(frozen=True, kw_only=True)
class OperatorChart:
    """One operator: its values, its place in the order, and every kind that its chart makes.

    ``injected`` are the webhook configurations whose `caBundle` a controller of the cluster
    fills in. ``elsewhere`` are namespaces beyond its own that the chart writes to.
    """

    wave: int
    values: Callable[[Settings], Body]
    kinds: tuple[Kind, ...]
    cluster_kinds: tuple[Kind, ...]
    injected: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[str, ...] = ()
    skip_crds: bool = False


def resources(cpu: str, memory: str, *, limit_cpu: str | None = None) -> Body:
    """Requests and limits; memory is the same in both, so that nobody lives on borrowed memory."""
    disk = {"ephemeral-storage": "256Mi"}
    return {
        "requests": {"cpu": cpu, "memory": memory, "ephemeral-storage": "64Mi"},
        "limits": {"cpu": limit_cpu or "1", "memory": memory, **disk},
    }


def crds(*groups: str) -> tuple[Kind, ...]:
    """The definitions of whole API groups, by the names that they must have."""
    return tuple((*CRD, f"*.{group}") for group in groups)


def cluster_roles(prefix: str) -> tuple[Kind, ...]:
    """ClusterRoles and bindings whose names begin with the release's."""
    return (RBAC, "ClusterRole", f"{prefix}*"), (RBAC, "ClusterRoleBinding", f"{prefix}*")


def spread(labels: Body) -> list[Body]:
    """Replicas apart over zones."""
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": labels},
        }
    ]
