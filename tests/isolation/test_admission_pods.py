from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from dotmac_manifests.isolation.admission_pods import pod_policies
from tests.fleet import seed_plan
from tests.isolation.admitted import TENANT, VPN, Request, refusals, rendered

Body = dict[str, Any]
Change = Callable[[Body], Any]
IMAGE = f"registry.dotmac.io/dotmac/isp-backend:v1.2.3@sha256:{'a' * 64}"
WIREGUARD = f"registry.dotmac.io/mirror/wg-easy/wg-easy:15.3.0@sha256:{'b' * 64}"
POD: Body = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "isp-backend-1", "labels": {}},
    "spec": {
        "serviceAccountName": "isp-backend",
        "priorityClassName": "dotmac-tenant-professional",
        "schedulerName": "default-scheduler",
        "containers": [{"name": "isp-backend", "image": IMAGE, "ports": [{"containerPort": 80}]}],
        "volumes": [{"name": "scratch", "emptyDir": {}}],
        "tolerations": [
            {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}
        ],
    },
}
SERVER: Body = {
    **POD,
    "metadata": {"name": "wireguard-1", "labels": {"app.kubernetes.io/name": "wireguard"}},
    "spec": {
        **POD["spec"],
        "serviceAccountName": "wireguard",
        "containers": [
            {
                "name": "wireguard",
                "image": WIREGUARD,
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]},
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
            }
        ],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "wireguard"}}],
    },
}
TOKEN: Body = {
    "name": "kube-api-access-x",
    "projected": {
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt"}},
        ]
    },
}


@cache
def policies() -> list[Body]:
    return rendered(pod_policies(seed_plan().regions["us-east-1"]))


def judged(pod: Body, change: Change | None = None, **request: Any) -> list[str]:
    pod = copy.deepcopy(pod)
    if change is not None:
        change(pod)
    return refusals(policies(), Request(obj=pod, **{"namespace": TENANT, **request}))


def spec(**fields: Any) -> Change:
    return lambda pod: pod["spec"].update(fields)


def context(**fields: Any) -> Change:
    return lambda pod: pod["spec"]["containers"][0]["securityContext"].update(fields)


def image(text: str, kind: str = "containers") -> Change:
    return lambda pod: pod["spec"].update({kind: [{"name": "wireguard", "image": text}]})


def volume(**source: Any) -> Change:
    return lambda pod: pod["spec"]["volumes"].append({"name": "more", **source})


def test_ordinary_pods_pass() -> None:
    assert judged(POD) == []
    assert judged(SERVER, namespace=VPN) == []


def test_other_namespaces_are_left_alone() -> None:
    other: Body = {"metadata": {"name": "x", "labels": {"kubernetes.io/metadata.name": "x"}}}
    assert judged(POD, image("nginx"), namespace=other) == []


@pytest.mark.parametrize("namespace", ["platform-admin", "shared-services"])
def test_the_platform_runs_pinned_images_too(namespace: str) -> None:
    labels = {"kubernetes.io/metadata.name": namespace}
    place: Body = {"metadata": {"name": namespace, "labels": labels}}
    assert judged(POD, namespace=place) == []
    [refused] = judged(POD, image("nginx"), namespace=place)
    assert refused.startswith("dotmac-images: every image")


@pytest.mark.parametrize("kind", ["containers", "initContainers", "ephemeralContainers"])
@pytest.mark.parametrize(
    "text",
    [
        "nginx",
        "registry.dotmac.io/dotmac/isp-backend:v1.2.3",
        f"registry.dotmac.io.evil.com/x@sha256:{'a' * 64}",
        f"registryxdotmac.io/x@sha256:{'a' * 64}",
        f"evil.com/registry.dotmac.io/x@sha256:{'a' * 64}",
        f"registry.dotmac.io/x@sha256:{'a' * 63}",
    ],
)
def test_an_image_from_elsewhere_or_without_digest_is_refused(kind: str, text: str) -> None:
    assert any(text.startswith("dotmac-images") for text in judged(POD, image(text, kind)))


def test_a_mirror_is_its_regions_only_registry() -> None:
    region = seed_plan().regions["ap-southeast-1"]
    mirrored = IMAGE.replace("registry.dotmac.io", "registry-ap.dotmac.io")
    bodies = rendered(pod_policies(region))
    for text, count in ((mirrored, 0), (IMAGE, 1)):
        pod = copy.deepcopy(POD)
        image(text)(pod)
        assert len(refusals(bodies, Request(obj=pod, namespace=TENANT))) == count


REFUSED: list[tuple[Change, str]] = [
    (volume(image={"reference": "evil.com/x"}), "an image mounted as a volume"),
    (volume(image={"pullPolicy": "Always"}), "an image mounted as a volume"),
    (volume(hostPath={"path": "/"}), "mounts no path"),
    (spec(hostNetwork=True), "no namespace of its host"),
    (spec(hostPID=True), "no namespace of its host"),
    (spec(hostIPC=True), "no namespace of its host"),
    (
        lambda pod: pod["spec"]["containers"][0]["ports"][0].update(hostPort=80),
        "opens no port of its host",
    ),
    (spec(priorityClassName="dotmac-tenant-enterprise"), "priority class"),
    (spec(priorityClassName="system-cluster-critical"), "priority class"),
    (lambda pod: pod["spec"].pop("priorityClassName"), "priority class"),
    (spec(nodeName="node-1"), "choose its node"),
    (spec(schedulerName="mine"), "default scheduler"),
    (spec(tolerations=[{"operator": "Exists"}]), "named taints"),
    (
        spec(tolerations=[{"key": "node-role.kubernetes.io/control-plane"}]),
        "none of the control plane's",
    ),
    (spec(serviceAccountName="default"), "account of its own"),
    (lambda pod: pod["spec"].pop("serviceAccountName"), "account of its own"),
    (lambda pod: pod["spec"]["volumes"].append(TOKEN), "carry a token"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED, ids=[text for _, text in REFUSED])
def test_a_pod_that_reaches_beyond_its_place_is_refused(change: Change, message: str) -> None:
    [refused] = judged(POD, change)
    assert message in refused


@pytest.mark.parametrize("account", ["postgres", "prometheus"])
def test_those_who_need_the_api_server_carry_a_short_token(account: str) -> None:
    pod = copy.deepcopy(POD)
    spec(serviceAccountName=account, volumes=[copy.deepcopy(TOKEN)])(pod)
    assert judged(pod) == []
    pod["spec"]["volumes"][0]["projected"]["sources"][0]["serviceAccountToken"][
        "expirationSeconds"
    ] = 86400
    [refused] = judged(pod)
    assert "within the hour" in refused


def test_a_controllers_note_on_a_running_pod_passes() -> None:
    pod = copy.deepcopy(POD)
    pod["spec"]["priorityClassName"] = "of-the-plan-before"
    pod["spec"]["nodeName"] = "node-1"
    noted = {**pod, "metadata": {**pod["metadata"], "finalizers": []}}
    assert judged(noted, operation="UPDATE", old=pod) == []


def test_a_scheduled_pod_may_change_but_not_to_a_foreign_image() -> None:
    pod = copy.deepcopy(POD)
    spec(nodeName="node-1")(pod)
    assert judged(pod, spec(activeDeadlineSeconds=5), operation="UPDATE", old=pod) == []
    change = image("evil.com/x", "ephemeralContainers")
    [refused] = judged(pod, change, operation="UPDATE", old=pod, subresource="ephemeralcontainers")
    assert refused.startswith("dotmac-images")


VPN_REFUSED: list[tuple[Change, str]] = [
    (lambda pod: pod["metadata"].update(labels={"app": "x"}), "the pod is WireGuard's"),
    (lambda pod: pod["metadata"].pop("labels"), "the pod is WireGuard's"),
    (spec(initContainers=SERVER["spec"]["containers"]), "one container"),
    (lambda pod: pod["spec"]["containers"][0].update(image=IMAGE), "one container"),
    (context(privileged=True), "NET_ADMIN"),
    (context(allowPrivilegeEscalation=True), "NET_ADMIN"),
    (context(capabilities={"drop": ["ALL"], "add": ["NET_ADMIN", "SYS_MODULE"]}), "NET_ADMIN"),
    (context(capabilities={"add": ["NET_ADMIN"]}), "NET_ADMIN"),
    (context(seccompProfile={"type": "Unconfined"}), "system calls"),
    (context(procMount="Unmasked"), "system calls"),
    (context(readOnlyRootFilesystem=False), "system calls"),
    (volume(csi={"driver": "x"}), "volumes are of the kinds"),
    (
        spec(securityContext={"sysctls": [{"name": "kernel.shm_rmid_forced", "value": "1"}]}),
        "forwarding settings",
    ),
]


@pytest.mark.parametrize(("change", "message"), VPN_REFUSED)
def test_the_vpn_namespace_holds_one_shape_of_pod(change: Change, message: str) -> None:
    refused = judged(SERVER, change, namespace=VPN)
    assert [text for text in refused if message in text]


def test_the_vpn_may_forward() -> None:
    sysctls = [{"name": "net.ipv4.ip_forward", "value": "1"}]
    assert judged(SERVER, spec(securityContext={"sysctls": sysctls}), namespace=VPN) == []
