"""Ways to turn an update, or a slow moment, into an outage."""

from __future__ import annotations

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Ways, cut, on, pod, put

BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
GENIEACS = "us-east-1 Deployment tenant-fast-fiber/genieacs-cwmp"
RADIUS = "ap-southeast-1 Deployment tenant-lion-net/freeradius"
GATEWAY = "eu-west-1 Deployment shared-services/loki-gateway"
BEAT = "us-east-1 Deployment tenant-citynet/celery-beat"
VPN = "us-east-1 Deployment tenant-fast-fiber-vpn/wireguard"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-ops-app"
CONTROL = "us-east-1 Rollout platform-admin/platform-backend"
ROLLING = "spec.strategy.rollingUpdate"


def _same(spec: Body) -> None:
    container = spec["containers"][0]
    container["livenessProbe"] = container["readinessProbe"]


def _impatient(spec: Body) -> None:
    spec["containers"][0]["livenessProbe"] |= {"periodSeconds": 1, "failureThreshold": 1}


def _other_port(spec: Body) -> None:
    spec["containers"][0]["ports"][0]["name"] = "web"


def _claim(spec: Body) -> None:
    spec["volumes"].append({"name": "data", "persistentVolumeClaim": {"claimName": "data"}})


WAYS: Ways = {
    "H02": (
        ("never ready", on(BACKEND, pod(cut("containers.0.readinessProbe")))),
        ("never killed", on(LOKI, pod(cut("containers.0.livenessProbe")))),
        ("no time to start", on(MONGODB, pod(cut("containers.0.startupProbe")))),
        ("one question for both", on(CONTROL, pod(_same))),
        ("killed first", on(ROLLOUT, pod(_impatient))),
        (
            "a port for UDP",
            on(RADIUS, pod(put("containers.0.readinessProbe", {"tcpSocket": {"port": 1812}}))),
        ),
        (
            "UDP of the VPN",
            on(VPN, pod(put("containers.0.livenessProbe", {"httpGet": {"port": 51820}}))),
        ),
        ("a port of another name", on(GATEWAY, pod(_other_port))),
        (
            "nothing asked",
            on(BACKEND, pod(put("containers.0.readinessProbe", {"periodSeconds": 5}))),
        ),
    ),
    "H05": (
        ("stopped first", on(BACKEND, put(ROLLING, {"maxSurge": 0, "maxUnavailable": 1}))),
        ("recreated", on(BACKEND, put("spec.strategy", {"type": "Recreate"}))),
        ("the default strategy", on(BACKEND, cut("spec.strategy"))),
        (
            "a canary that stops pods",
            on(ROLLOUT, put("spec.strategy.canary.maxUnavailable", "50%")),
        ),
        ("a rollout without a strategy", on(CONTROL, put("spec.strategy", {}))),
        ("all at once", on(GENIEACS, put(f"{ROLLING}.maxUnavailable", "100%"))),
        ("an unknown number", on(GENIEACS, put(f"{ROLLING}.maxUnavailable", "some"))),
        (
            "shared services stopped first",
            on(GATEWAY, put(ROLLING, {"maxSurge": 0, "maxUnavailable": 1})),
        ),
        ("two schedulers", on(BEAT, put("spec.replicas", 2))),
        (
            "two schedulers during an update",
            on(BEAT, put("spec.strategy", {"type": "RollingUpdate"})),
        ),
        ("two writers of one volume", on(VPN, put("spec.strategy", {"type": "RollingUpdate"}))),
        ("a volume for a server", on(GENIEACS, pod(_claim))),
        ("no deadline", on(BACKEND, cut("spec.progressDeadlineSeconds"))),
        ("no time to prove itself", on(MONGODB, cut("spec.minReadySeconds"))),
        ("updated by hand", on(LOKI, put("spec.updateStrategy.type", "OnDelete"))),
        ("half an update", on(MONGODB, put("spec.updateStrategy.rollingUpdate.partition", 2))),
    ),
    "H07": (
        ("no time to end", on(BACKEND, pod(put("terminationGracePeriodSeconds", 0)))),
        ("nothing said", on(LOKI, pod(cut("terminationGracePeriodSeconds")))),
        ("no hook", on(BACKEND, pod(cut("containers.0.lifecycle")))),
        ("no hook behind an Ingress", on(GENIEACS, pod(cut("containers.0.lifecycle")))),
        ("no hook behind a load balancer", on(RADIUS, pod(cut("containers.0.lifecycle")))),
        ("no hook in the control plane", on(CONTROL, pod(put("containers.0.lifecycle", {})))),
        (
            "a sleep as long as the end",
            on(ROLLOUT, pod(put("containers.0.lifecycle.preStop.sleep.seconds", 45))),
        ),
        ("no hook in shared services", on(GATEWAY, pod(cut("containers.0.lifecycle.preStop")))),
    ),
}
