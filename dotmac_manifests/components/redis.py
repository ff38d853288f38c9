"""Valkey, which speaks Redis's protocol: a queue that loses nothing, a cache that forgets.

Source: https://valkey.io/topics/valkey.conf/ , https://valkey.io/topics/replication/ ; Celery's
documentation asks for a broker that never evicts.
"""

from __future__ import annotations

from typing import Literal

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    command,
    config_volume,
    container,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import TenantPlan, WorkloadSize

SECRET = "redis"
COMPONENT = "queue"
PORT = 6379
POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
Policy = Literal["noeviction", "allkeys-lru"]

_CLI = """\
VALKEYCLI_AUTH="$(cat /run/secrets/valkey/password)"
REDISCLI_AUTH="$VALKEYCLI_AUTH"
export VALKEYCLI_AUTH REDISCLI_AUTH
"""
"""The client reads the password from either variable, depending on its version."""

_READY = f"""\
set -eu
{_CLI}[ "$(valkey-cli ping)" = PONG ]
case "$(valkey-cli info replication)" in
  *role:master* | *master_link_status:up*) exit 0 ;;
esac
exit 1
"""
"""A replica is ready once it follows."""

_LIVE = f"""\
set -eu
{_CLI}case "$(valkey-cli ping)" in
  PONG* | LOADING* | MASTERDOWN*) exit 0 ;;
esac
exit 1
"""
"""A server that reads its file is alive. One that refuses the mounted password is not: after a
change of the password the restart makes it read the new one."""


class Redis(Component):
    """The tenant's queue (`redis`) and cache (`redis-cache`), with one password."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "redis-servers")
        home, image = Home.of_tenant(plan), plan.images["valkey"]
        ValkeySecret(self, home, name=SECRET, image=image, path=plan.secret_path(SECRET))
        policies: tuple[tuple[str, Policy], ...] = (
            ("redis", "noeviction"),
            ("redis-cache", "allkeys-lru"),
        )
        for name, policy in policies:
            size = plan.sizes[name]
            Valkey(self, home, name=name, image=image, size=size, secret=SECRET, policy=policy)


class ValkeySecret(Component):
    """Secret ``name``: `password` for clients, `auth.conf` for servers, from `password` at
    ``path`` of the store."""

    def __init__(self, scope: Construct, home: Home, *, name: str, image: str, path: str) -> None:
        super().__init__(scope, f"secret-{name}")
        external_secret(
            self,
            Owner(home.namespace, name, COMPONENT, tag_of(image)),
            name,
            path=path,
            keys={"password": "password"},
            template={
                "password": "{{ .password }}",
                "auth.conf": "requirepass {{ .password | quote }}\n"
                "primaryauth {{ .password | quote }}\n",
            },
        )


class Valkey(Component):
    """One primary, ordinal 0, which the Service points at; the other replicas follow it.

    With storage every write is logged to disk, without it nothing survives a restart. Nothing
    fails over by itself: a lost primary comes back with its volume.
    """

    def __init__(
        self,
        scope: Construct,
        home: Home,
        *,
        name: str,
        image: str,
        size: WorkloadSize,
        secret: str,
        policy: Policy,
    ) -> None:
        super().__init__(scope, f"valkey-{name}")
        files = {
            "valkey.conf": _configuration(size, policy),
            "start.sh": _start(name),
            "ready.sh": _READY,
            "live.sh": _LIVE,
        }
        version = tag_of(image)
        config_map(self, Owner(home.namespace, name, COMPONENT, version), name, files)
        server = container(
            "valkey",
            image,
            size,
            entrypoint=["/bin/sh", "/etc/valkey/start.sh"],
            ports={"redis": PORT},
            probes=Probes(
                ready=command("/bin/sh", "/etc/valkey/ready.sh"),
                live=command("/bin/sh", "/etc/valkey/live.sh"),
            ),
            mounts={
                "/data": "data",
                "/etc/valkey:ro": "config",
                "/run/secrets/valkey:ro": "secret",
            },
        )
        workload = Workload(
            name=name,
            component=COMPONENT,
            version=version,
            size=size,
            containers=[server],
            volumes=_volumes(name, size, secret),
            ports={"redis": (PORT, "redis", "TCP")},
            service_labels={POD_NAME_LABEL: f"{name}-0"},
            pod_annotations=checksum(files),
            grace_seconds=60,
        )
        Stateful(self, home, workload)


def _volumes(name: str, size: WorkloadSize, secret: str) -> list[Body]:
    found = [config_volume("config", name), secret_volume("secret", secret)]
    return found if size.storage else [*found, scratch("data", "16Mi")]


def _configuration(size: WorkloadSize, policy: Policy) -> str:
    """A quarter of the memory is left for connections, and for what a rewrite of the log copies."""
    lines = [
        f"port {PORT}",
        "bind * -::*",
        "dir /data",
        "include /run/secrets/valkey/auth.conf",
        f"maxmemory {Quantity.parse(size.limits['memory']).value * 3 // 4}",
        f"maxmemory-policy {policy}",
        f"appendonly {'yes' if size.storage else 'no'}",
        "appendfsync everysec",
        'save ""',
    ]
    return "\n".join(lines) + "\n"


def _start(name: str) -> str:
    primary = f"{name}-0"
    return f"""\
set -eu
case "$HOSTNAME" in
  {primary}) exec valkey-server /etc/valkey/valkey.conf ;;
  *) exec valkey-server /etc/valkey/valkey.conf --replicaof {primary}.{name}-headless {PORT} ;;
esac
"""
