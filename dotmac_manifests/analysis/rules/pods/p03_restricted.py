"""No process can become root: Pod Security restricted.

Why: what a process inside a container cannot do, a bug in the kernel or the runtime cannot be asked
for. Root, added capabilities, escalation by setuid files and unfiltered system calls are the usual
first step out of a container.

Reads: every pod template and every container in it: allowPrivilegeEscalation false, runAsNonRoot
true and no user 0, a seccomp profile, every capability dropped and none but NET_BIND_SERVICE added,
volumes of the kinds that hold no more than the pod was given. Stricter than upstream in that
`hostUsers: false` alone relaxes nothing. One container may be root of a user namespace of its own
and add NET_ADMIN: WireGuard's, in a tenant's VPN namespace; all else holds for it too.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-acme}
    spec:
      containers:
        - name: app
          image: app

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-acme}
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: app
          image: app
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}

Source: PSS restricted https://kubernetes.io/docs/concepts/security/pod-security-standards/;
CIS 5.2.6, 5.2.7, 5.2.10; NSA; MTB-PL1-BC-CPI
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.pods._mistakes import Mistake, broken, listed, plain
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn_container
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
PROFILES = ("RuntimeDefault", "Localhost")


def check(facts: Facts) -> Iterator[Broken]:
    """Containers from which the way out is shorter than it need be."""
    for pods in facts.pods:
        containers = list(pods.containers())
        vpn = len(containers) == 1 and is_vpn_container(facts, pods, containers[0][1])
        mistakes = [*_volumes(pods), *_pod(pods, vpn)]
        for path, body in containers:
            mistakes += _container(pods, body, path, is_vpn_container(facts, pods, body))
        yield from broken(pods, mistakes)


def _volumes(pods: Pods) -> Iterator[Mistake]:
    for index, volume in enumerate(listed(pods.spec.get("volumes"))):
        kinds = mapping(volume).keys() - {"name"}
        if len(kinds) != 1 or not kinds <= VOLUMES:
            found = ", ".join(sorted(map(str, kinds))) or "no kind that is known"
            yield (
                (*pods.spec_path, "volumes", index),
                f"has a volume of {found}",
                f"use one of {', '.join(sorted(VOLUMES))}",
            )


def _pod(pods: Pods, vpn: bool) -> Iterator[Mistake]:
    """What a container does not say itself, it has from the pod."""
    context, path = mapping(pods.spec, "securityContext"), (*pods.spec_path, "securityContext")
    if not vpn:
        if context.get("runAsNonRoot") not in (None, True):
            yield (*path, "runAsNonRoot"), "the pod may run as root", "set runAsNonRoot: true"
        if _root(context.get("runAsUser")):
            yield (*path, "runAsUser"), "the pod runs as root", "name a user above 0"


def _container(pods: Pods, body: Body, path: FieldPath, vpn: bool) -> Iterator[Mistake]:
    who, context = f"container {body.get('name')}", mapping(body, "securityContext")
    path, pod = (*path, "securityContext"), mapping(pods.spec, "securityContext")
    if context.get("allowPrivilegeEscalation") is not False:
        where = (*path, "allowPrivilegeEscalation")
        yield where, f"{who} may gain privileges", "set allowPrivilegeEscalation: false"
    if not vpn:
        if context.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
            yield (*path, "runAsNonRoot"), f"{who} may run as root", "set runAsNonRoot: true"
        if _root(context.get("runAsUser")):
            yield (*path, "runAsUser"), f"{who} runs as root", "name a user above 0"
    profile = context.get("seccompProfile", pod.get("seccompProfile"))
    if mapping(profile).get("type") not in PROFILES:
        yield (
            (*path, "seccompProfile"),
            f"{who} makes system calls unfiltered (seccomp profile"
            f" {plain(mapping(profile).get('type'))})",
            "set seccompProfile: {type: RuntimeDefault}",
        )
    capabilities = mapping(context, "capabilities")
    if "ALL" not in listed(capabilities.get("drop")):
        yield (*path, "capabilities"), f"{who} keeps capabilities", "set drop: [ALL]"
    allowed = {"NET_BIND_SERVICE", "NET_ADMIN"} if vpn else {"NET_BIND_SERVICE"}
    added = sorted(str(one) for one in listed(capabilities.get("add")) if one not in allowed)
    if added:
        yield (*path, "capabilities", "add"), f"{who} adds {', '.join(added)}", "add none"


def _root(value: Any) -> bool:
    """Whether a user is root, or nobody can say who it is."""
    if value is None:
        return False
    return isinstance(value, bool) or not isinstance(value, int) or value < 1


RULE = Rule("P03", "pod-security-restricted", Severity.HIGH, check)
