"""OpenBao: the secrets of the control plane and of every tenant of its region.

It comes before everything that reads from it, registry credentials included: nodes pull its image
with their own, or with a Secret that an operator made for the first start.
Source: https://openbao.org/docs/platform/k8s/
"""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.certificates import CERTIFICATES, internal_certificate
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.openbao_config import (
    API,
    CLUSTER,
    IDENTITY,
    NAME,
    TLS,
    google_credentials,
    hosts,
    identity_environment,
    identity_volume,
    member,
    server_config,
)
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    http,
    pod_field,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import SYNC_WAVE, Component, Resource, metadata, tag_of
from dotmac_manifests.components.tokens import api_token
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import ControlPlanePlan

COMPONENT = "secrets-engine"
CONFIG = "openbao-config"
CERTIFICATE = "openbao-tls"
REVIEWER = "dotmac-openbao-token-review"
WAVE = -30
"""Before SecretStore and ExternalSecret, whose health needs it."""

_START = """\
# Runs the server, and lets it read its certificate anew whenever that was renewed.
bao server -config=/openbao/config/openbao.json &
server=$!
trap 'kill -TERM $server' TERM INT
(
  old=$(cksum </openbao/tls/tls.crt)
  while sleep 300; do
    new=$(cksum </openbao/tls/tls.crt)
    [ "$new" = "$old" ] || kill -HUP $server
    old=$new
  done
) &
wait $server
wait $server
"""


class OpenBao(Component):
    """A Raft cluster; rendered where the region does not name a store of its own elsewhere."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "secrets-engine")
        self._plan = plan
        self._version = tag_of(plan.images[NAME])
        if plan.region.spec.secret_store.server is not None:
            return
        self._certificate()
        self._token_review()
        data = {
            "openbao.json": server_config(plan),
            "start.sh": _START,
            **google_credentials(plan.region.spec),
        }
        self._add("v1", "ConfigMap", CONFIG, {"data": data})
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=self._version,
            size=plan.sizes[NAME],
            containers=[self._server()],
            volumes=self._volumes(),
            ports={"https": (API, "https", "TCP"), "raft": (CLUSTER, "raft", "TCP")},
            pod_annotations=checksum(data),
            grace_seconds=60,
            wave=WAVE,
        )
        Stateful(self, Home.of_platform(plan), workload, parallel=True)

    def _server(self) -> Body:
        plan = self._plan
        address = member(plan, "$(POD_NAME)")
        values = {
            "BAO_ADDR": f"https://localhost:{API}",
            "BAO_API_ADDR": f"https://{address}:{API}",
            "BAO_CACERT": f"{TLS}/ca.crt",
            "BAO_CLUSTER_ADDR": f"https://{address}:{CLUSTER}",
            "BAO_RAFT_NODE_ID": "$(POD_NAME)",
            "HOME": "/tmp",
        }
        mounts = {
            "/openbao/config:ro": "config",
            "/openbao/data": "data",
            f"{TLS}:ro": "tls",
            "/tmp": "tmp",
            "/var/run/secrets/kubernetes.io/serviceaccount:ro": "api-token",
        }
        if identity_volume(plan.region.spec):
            mounts[f"{IDENTITY}:ro"] = "identity"
        return container(
            NAME,
            plan.images[NAME],
            plan.sizes[NAME],
            entrypoint=["/bin/sh", "/openbao/config/start.sh"],
            env=[
                pod_field("POD_NAME", "metadata.name"),
                *environment(values),
                *identity_environment(plan.region.spec),
            ],
            ports={"https": API, "raft": CLUSTER},
            probes=_probes(),
            mounts=mounts,
            pre_stop={"sleep": {"seconds": 5}},
        )

    def _volumes(self) -> list[Body]:
        identity = identity_volume(self._plan.region.spec)
        return [
            config_volume("config", CONFIG),
            secret_volume("tls", CERTIFICATE),
            scratch("tmp"),
            api_token(0o400),
            *([identity] if identity else []),
        ]

    def _certificate(self) -> None:
        usages = ("server auth", "client auth")
        spec = internal_certificate(CERTIFICATE, NAME, hosts(self._plan), usages)
        spec["ipAddresses"] = ["127.0.0.1"]
        self._add(CERTIFICATES, "Certificate", CERTIFICATE, {"spec": spec})

    def _token_review(self) -> None:
        """The right to ask the API server whose token a client shows, and no other.

        It is all that the Kubernetes auth method needs; the usual `system:auth-delegator` would
        also allow access reviews.
        """
        group = "rbac.authorization.k8s.io"
        rule = {
            "apiGroups": ["authentication.k8s.io"],
            "resources": ["tokenreviews"],
            "verbs": ["create"],
        }
        self._add(f"{group}/v1", "ClusterRole", REVIEWER, {"rules": [rule]}, cluster=True)
        subject = {"kind": "ServiceAccount", "name": NAME, "namespace": self._plan.namespace}
        role = {"apiGroup": group, "kind": "ClusterRole", "name": REVIEWER}
        binding = {"roleRef": role, "subjects": [subject]}
        self._add(f"{group}/v1", "ClusterRoleBinding", REVIEWER, binding, cluster=True)

    def _add(
        self, api_version: str, kind: str, name: str, body: Body, *, cluster: bool = False
    ) -> None:
        Resource(
            self,
            kind.lower(),
            {
                "apiVersion": api_version,
                "kind": kind,
                "metadata": metadata(
                    name,
                    None if cluster else self._plan.namespace,
                    app=NAME,
                    component=COMPONENT,
                    version=self._version,
                    annotations={SYNC_WAVE: str(WAVE - 1)},
                ),
                **body,
            },
        )


def _probes() -> Probes:
    """Ready is whoever can answer clients: the active server, and standbys, which forward.

    Alive is also a sealed or new server: a restart would not open it.
    Source: https://openbao.org/api-docs/system/health/
    """
    alive = "/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204"
    return Probes(
        ready=http("/v1/sys/health?standbyok=true", "https", scheme="HTTPS"),
        live=http(alive, "https", scheme="HTTPS"),
    )
