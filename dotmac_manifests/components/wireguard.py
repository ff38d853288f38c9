"""WireGuard (wg-easy): a VPN hub for the tenant's sites, in a namespace of its own.

Source: https://wg-easy.github.io/wg-easy/latest/ (v15)

It is the only pod of the fleet with a capability and with user id 0, which `wg-quick` insists
on; that id is one of a user namespace, nobody on the node. Packets are forwarded because a pod's
network namespace inherits `net.ipv4.ip_forward` from its node, where Kubernetes needs it anyway:
setting it in the pod would be an unsafe sysctl. Where the CNI plugin resets it (Calico does
unless told `allow_ip_forwarding`), peers reach the hub but not each other.
"""

from __future__ import annotations

from dataclasses import replace

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.load_balancer import load_balancer
from dotmac_manifests.components.pods import (
    ROOT,
    Body,
    Probes,
    checksum,
    command,
    container,
    environment,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import CONFIRMED, Component, Owner, Resource, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload, claim_template
from dotmac_manifests.plan import names
from dotmac_manifests.plan.labels import object_labels
from dotmac_manifests.plan.model import TenantPlan

NAME = "wireguard"
COMPONENT = "vpn"
CONFIG = "wireguard-config"
CLAIM = "wireguard-data"
PORT = 51820
UI_PORT = 51821
TOOLS = "/opt/dotmac"
PEERS_V4, PEERS_V6 = "10.8.0.0/24", "fdcc:ad94:bacf:61a4::cafe:0/112"

_SHIM = '#!/bin/sh\nexec /usr/sbin/{tool}-nft "$@"\n'
"""The image's iptables is the legacy one, which needs NET_RAW and modules of its own; nftables
needs NET_ADMIN alone, and `wg-quick` finds it first on the PATH."""

_START = (
    f'export PATH="{TOOLS}:$PATH" INIT_PASSWORD="$(cat /run/secrets/wireguard/admin-password)"; '
    "exec dumb-init node server/index.mjs"
)


class WireGuard(Component):
    """One hub on one claim; its web page listens on loopback, for `kubectl port-forward` alone.

    Where the tenant is not served only the claim is left.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "vpn")
        vpn = plan.spec.network.vpn
        if vpn is None or not plan.has(NAME):
            return
        home = Home.of_vpn(plan)
        version = tag_of(plan.images[NAME])
        shims = {tool: _SHIM.format(tool=tool) for tool in ("iptables", "ip6tables")}
        owner = Owner(home.namespace, NAME, COMPONENT, version)
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=version,
            size=plan.sizes[NAME],
            containers=[_container(plan)],
            volumes=[
                {"name": "data", "persistentVolumeClaim": {"claimName": CLAIM}},
                {"name": "tools", "configMap": {"name": CONFIG, "defaultMode": 0o555}},
                secret_volume("secrets", NAME),
                scratch("tmp"),
            ],
            ports={"wireguard": (PORT, "wireguard", "UDP")},
            pod_annotations=checksum(shims),
            user=ROOT,
        )
        self._claim(home, workload, plan)
        if not plan.whole:
            return
        config_map(self, owner, CONFIG, shims)
        external_secret(
            self,
            owner,
            NAME,
            path=plan.secret_path(NAME),
            keys={"admin-password": "admin-password"},
        )
        Server(self, home, replace(workload, ports={}), recreate=True)
        load_balancer(
            self,
            home,
            workload,
            plan.region,
            cidrs=vpn.source_cidrs,
            host=names.vpn_host(plan.host),
        )

    def _claim(self, home: Home, workload: Workload, plan: TenantPlan) -> None:
        """The claim, which stands in Git of its own, unlike those of StatefulSets."""
        claim = claim_template(home, workload, CLAIM)
        claim["metadata"]["namespace"] = home.namespace
        claim["metadata"]["labels"] = object_labels(NAME, COMPONENT, workload.version)
        if plan.removable:
            claim["metadata"]["annotations"] = dict(CONFIRMED)
        Resource(self, "claim", {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim})


def _container(plan: TenantPlan) -> Body:
    """Settings of the first start; later ones live in the claim's database."""
    dual = any(":" in cidr for cidr in plan.region.spec.network.pod_cidrs)
    env = {
        "HOST": "127.0.0.1",
        "PORT": str(UI_PORT),
        "INSECURE": "true",  # plain HTTP, on loopback only
        "DISABLE_IPV6": "false" if dual else "true",
        "INIT_ENABLED": "true",
        "INIT_USERNAME": "admin",
        "INIT_HOST": names.vpn_host(plan.host),
        "INIT_PORT": str(PORT),
        "INIT_IPV4_CIDR": PEERS_V4,
        "INIT_IPV6_CIDR": PEERS_V6,
        "INIT_ALLOWED_IPS": f"{PEERS_V4},{PEERS_V6}",
    }
    return container(
        NAME,
        plan.images[NAME],
        plan.sizes[NAME],
        entrypoint=["sh", "-ec", _START],
        env=environment(env),
        ports={"wireguard": (PORT, "UDP")},
        probes=Probes(
            ready=command("wg", "show", "wg0", "listen-port"),
            live=command("nc", "-z", "127.0.0.1", str(UI_PORT)),
        ),
        mounts={
            "/etc/wireguard": "data",
            f"{TOOLS}:ro": "tools",
            "/run/secrets/wireguard:ro": "secrets",
            "/tmp": "tmp",
        },
        security={
            "runAsNonRoot": False,
            "capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]},
        },
    )
