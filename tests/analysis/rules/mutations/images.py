"""Ways to run something else than what was tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.analysis.rules.judge import Body
from tests.analysis.rules.mutations.edits import Ways, add, both, cut, mutations, on, pod, push, put
from tests.analysis.rules.mutations.places import US

BACKEND = "us-east-1 Deployment tenant-fast-fiber/isp-backend"
NETBOX = "us-east-1 Deployment tenant-metro-fiber/netbox"
ROLLOUT = "us-east-1 Rollout tenant-citynet/isp-ops-app"
MONGODB = "eu-west-1 StatefulSet tenant-nordlicht/mongodb"
DUMP = "ap-southeast-1 CronJob tenant-lion-net/mongodb-backup"
MIGRATE = "us-east-1 Job platform-admin/platform-migrate"
LOKI = "eu-west-1 StatefulSet shared-services/loki"
VPN = "us-east-1 Deployment tenant-fast-fiber-vpn/wireguard"
DATABASE = "us-east-1 Cluster tenant-fast-fiber/postgres"
SMOKE = "us-east-1 AnalysisTemplate platform-admin/platform-smoke-test"
SMOKE_CONTAINER = "spec.metrics.0.provider.job.spec.template.spec.containers.0"
VELERO = "us-east-1 Application argocd/operator-velero"
VALUES = "spec.source.helm.valuesObject"
OTHER = "sha256:" + "ab" * 32
POOLER = """
    apiVersion: postgresql.cnpg.io/v1
    kind: Pooler
    metadata: {name: pooler, namespace: tenant-citynet}
    spec:
      template: {spec: {containers: [{name: pgbouncer, image: "ghcr.io/pgbouncer:1"}]}}
    """


def _image(change: Callable[[str], str], container: str = "containers.0") -> Any:
    """Change the text of an image in a pod spec."""
    kind, index = container.split(".")

    def edit(spec: Body) -> None:
        found = spec[kind][int(index)]
        found["image"] = change(found["image"])

    return pod(edit)


def _database_image(body: Body) -> None:
    body["spec"]["imageName"] = _moved(body["spec"]["imageName"])


def _analysis_image(body: Body) -> None:
    job = body["spec"]["metrics"][0]["provider"]["job"]["spec"]
    container = job["template"]["spec"]["containers"][0]
    container["image"] = _untagged(container["image"])


def _undigested(text: str) -> str:
    return text.partition("@")[0]


def _untagged(text: str) -> str:
    name, _, digest = text.partition("@")
    return f"{name.rpartition(':')[0]}@{digest}"


def _latest(text: str) -> str:
    name, _, digest = text.partition("@")
    return f"{name.rpartition(':')[0]}:latest@{digest}"


def _short(text: str) -> str:
    return text[:-10]


def _public(text: str) -> str:
    return text.replace("registry.dotmac.io/", "docker.io/")


def _beside(text: str) -> str:
    return text.replace("registry.dotmac.io/", "registry.dotmac.io.example.com/")


def _moved(text: str) -> str:
    return f"{text.partition('@')[0]}@{OTHER}"


def _initial(spec: Body) -> None:
    """A container that prepares the pod, from the node."""
    first = {**spec["containers"][0], "name": "first", "imagePullPolicy": "IfNotPresent"}
    spec.setdefault("initContainers", []).append(first)


def _fetching(spec: Body) -> None:
    image = "registry.dotmac.io/mirror/git-sync/git-sync:v4@" + OTHER
    spec["containers"].append({**spec["containers"][0], "name": "fetch", "image": image})


def _mounted(reference: str) -> Any:
    image = {"reference": reference, "pullPolicy": "Always"}
    return pod(push("volumes", {"name": "code", "image": image}))


WAYS: Ways = {
    "G01": (
        ("no digest", on(BACKEND, _image(_undigested))),
        ("no tag", on(MONGODB, _image(_untagged))),
        ("the latest", on(LOKI, _image(_latest))),
        ("half a digest", on(ROLLOUT, _image(_short))),
        ("a public registry", on(VPN, _image(_public))),
        ("a registry of a similar name", on(BACKEND, _image(_beside))),
        ("a container that prepares", on(NETBOX, _image(_public, "initContainers.0"))),
        ("a job of the control plane", on(MIGRATE, _image(_undigested))),
        ("a schedule", on(DUMP, _image(lambda _: "mongo"))),
        ("an analysis", on(SMOKE, _analysis_image)),
        ("no image", on(BACKEND, pod(cut("containers.0.image")))),
        ("a database", on(DATABASE, put("spec.imageName", "ghcr.io/cloudnative-pg/postgresql:18"))),
        ("a chart's digest", on(VELERO, cut(f"{VALUES}.image.digest"))),
        ("a chart's registry", on(VELERO, put(f"{VALUES}.image.repository", "velero/velero"))),
        ("a chart's plugin", on(VELERO, put(f"{VALUES}.initContainers.0.image", "aws:latest"))),
        ("an operator's own object", add(US, POOLER)),
    ),
    "G02": (
        ("if not present", on(BACKEND, pod(put("containers.0.imagePullPolicy", "IfNotPresent")))),
        ("never", on(LOKI, pod(put("containers.0.imagePullPolicy", "Never")))),
        ("nothing said", on(MONGODB, pod(cut("containers.0.imagePullPolicy")))),
        ("a container that prepares", on(BACKEND, pod(_initial))),
        ("a job of the control plane", on(MIGRATE, pod(cut("containers.0.imagePullPolicy")))),
        ("a schedule", on(DUMP, pod(put("containers.0.imagePullPolicy", "IfNotPresent")))),
        ("an analysis", on(SMOKE, cut(f"{SMOKE_CONTAINER}.imagePullPolicy"))),
        ("a database", on(DATABASE, cut("spec.imagePullPolicy"))),
    ),
    "G04": (
        (
            "a repository as a volume",
            on(BACKEND, pod(push("volumes", {"name": "code", "gitRepo": {}}))),
        ),
        ("somebody's artefact", on(ROLLOUT, _mounted("ghcr.io/somebody/plugins:1"))),
        ("our artefact, not pinned", on(NETBOX, _mounted("registry.dotmac.io/plugins:1"))),
        ("an artefact without a name", on(LOKI, _mounted(""))),
        ("a container that fetches", on(VPN, pod(_fetching))),
        ("a job of the control plane", on(MIGRATE, _mounted("quay.io/scripts@" + OTHER))),
    ),
    "G05": (
        ("one tenant's own", on(BACKEND, _image(_moved))),
        ("one region's own", on(DUMP, _image(_moved))),
        ("a rollout's own", on(ROLLOUT, _image(_moved))),
        ("a container that prepares", on(NETBOX, _image(_moved, "initContainers.0"))),
        ("a database's own", on(DATABASE, _database_image)),
        ("shared services of one region", on(LOKI, _image(_moved))),
        ("an operator's of one region", on(VELERO, put(f"{VALUES}.image.digest", OTHER))),
        (
            "two tenants' own",
            both(
                on(BACKEND, _image(_moved)),
                on("eu-west-1 Deployment tenant-nordlicht/isp-backend", _image(_moved)),
            ),
        ),
    ),
}
MUTATIONS = mutations(WAYS)
