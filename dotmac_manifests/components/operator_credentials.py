"""Credentials of operators, from the secret store.

They come after the store: in a primary region that is the control plane's OpenBao, which itself
needs most operators first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.cluster_issuers import CLOUDFLARE_SECRET
from dotmac_manifests.components.operators_data import VELERO_SECRET
from dotmac_manifests.components.operators_delivery import DNS_SECRET
from dotmac_manifests.components.operators_logging import LOKI_SECRET
from dotmac_manifests.components.operators_monitoring import ALERTMANAGER_SECRET
from dotmac_manifests.components.resource import Component, Owner
from dotmac_manifests.components.secret_store import SecretStore
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

AWS_FILE = """\
[default]
aws_access_key_id = {{ index . "access-key" }}
aws_secret_access_key = {{ index . "secret-key" }}
"""


@dataclass(frozen=True)
class Credential:
    """One Secret of an operator; ``path`` is its component at the store."""

    operator: str
    secret: str
    path: str
    keys: tuple[str, ...]
    template: Mapping[str, str] | None = None


def credentials(region: RegionPlan) -> Iterator[Credential]:
    """What the region's operators log in with, where a cloud identity does not do."""
    yield Credential(
        "velero", VELERO_SECRET, "velero", ("access-key", "secret-key"), {"cloud": AWS_FILE}
    )
    yield Credential(
        "kube-prometheus-stack", ALERTMANAGER_SECRET, "alertmanager", ("alertmanager.yaml",)
    )
    yield Credential("fluent-bit", LOKI_SECRET, "node-logs", ("password",))
    if region.spec.dns.provider == "cloudflare":
        yield Credential("external-dns", DNS_SECRET, "cloudflare", ("api-token",))
        yield Credential("cert-manager", CLOUDFLARE_SECRET, "cloudflare", ("api-token",))


class OperatorCredentials(Component):
    """A door to the store in each namespace that needs one, and the Secrets behind it.

    The role at the store is named after the namespace, which may read `regions/<region>/…`.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "credentials")
        for found in credentials(region):
            namespace = NAMESPACES[found.operator]
            SecretStore(self, namespace, namespace, region)
            external_secret(
                self,
                Owner(namespace, found.operator, "secrets", "1"),
                found.secret,
                path=names.region_secret_path(region.name, found.path),
                keys={key: key for key in found.keys},
                template=found.template,
            )
