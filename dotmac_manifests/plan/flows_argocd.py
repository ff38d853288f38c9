"""Traffic of Argo CD's own namespace.

Upstream's manifests bring policies that limit who may call its pods, but none that limits whom
they may call.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/architecture/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.plan.flows import Flow, Pods, internet, tcp
from dotmac_manifests.plan.flows_region import api_server, dns
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.names import ARGOCD_NAMESPACE

SERVER = "argocd-server"
CONTROLLER = "argocd-application-controller"
REPOSITORIES = "argocd-repo-server"
APPLICATION_SETS = "argocd-applicationset-controller"
NOTIFICATIONS = "argocd-notifications-controller"
DEX = "argocd-dex-server"
REDIS = "argocd-redis"


def argocd_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom in `argocd`; people reach it by the API server's port forwarding."""
    return (*_inside(), *_out(region))


def _pods(*workloads: str) -> Pods:
    return Pods(ARGOCD_NAMESPACE, workloads)


def _inside() -> Iterator[Flow]:
    yield Flow(
        "to-redis",
        (_pods(SERVER, CONTROLLER, REPOSITORIES),),
        _pods(REDIS),
        tcp(6379),
        "cache of manifests and of the state of clusters",
    )
    yield Flow(
        "to-repo-server",
        (_pods(SERVER, CONTROLLER, APPLICATION_SETS, NOTIFICATIONS),),
        _pods(REPOSITORIES),
        tcp(8081),
        "rendered manifests",
    )
    yield Flow("server-to-dex", (_pods(SERVER),), _pods(DEX), tcp(5556, 5557), "single sign-on")


def _out(region: RegionPlan) -> Iterator[Flow]:
    yield from dns(region, ARGOCD_NAMESPACE)
    yield Flow(
        "to-api-server",
        (_pods(SERVER, CONTROLLER, APPLICATION_SETS, NOTIFICATIONS, DEX, REDIS),),
        *api_server(region),
        "watches and applies; reads settings, and at start makes the cache's password",
    )
    yield Flow(
        "repo-server-to-internet",
        (_pods(REPOSITORIES),),
        internet(region.cluster_ranges),
        tcp(443, 22),
        "Git and charts, over HTTPS and SSH",
    )
    yield Flow(
        "sign-on-to-internet",
        (_pods(SERVER, DEX, NOTIFICATIONS),),
        internet(region.cluster_ranges),
        tcp(443),
        "identity provider, notifications",
    )
