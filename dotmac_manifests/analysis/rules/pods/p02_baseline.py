"""No pod shares anything of its node: the baseline of Pod Security.

Why: a pod in the node's network, process or IPC namespace, with one of its paths, its ports, or as
a privileged process, is the node, and with it every other tenant on it. A probe with a host of its
own makes the kubelet send requests anywhere, out of reach of every network policy.

Reads: every pod template and every container in it (ordinary, init, ephemeral): hostNetwork,
hostPID, hostIPC, hostPath, hostPort, privileged, added capabilities, procMount, AppArmor, SELinux
and seccomp profiles, sysctls, Windows host processes, hosts of probes and lifecycle hooks. Stricter
than upstream in that `hostUsers: false` relaxes nothing, and that only those sysctls count as safe
which every supported minor knows. One container may add NET_ADMIN: WireGuard's, in a tenant's VPN
namespace, with a user namespace of its own.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: shell, namespace: tenant-acme}
    spec:
      hostNetwork: true
      containers:
        - name: shell
          image: busybox
          securityContext: {privileged: true}
      volumes:
        - name: root
          hostPath: {path: /}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: shell, namespace: tenant-acme}
    spec:
      containers:
        - name: shell
          image: busybox
          livenessProbe: {httpGet: {port: 8080}}

Source: PSS baseline https://kubernetes.io/docs/concepts/security/pod-security-standards/;
CIS 5.2.2-5.2.13; NSA; MTB-PL1-BC-HI-1
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.pods._mistakes import Mistake, broken, listed, plain
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn_container
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

CAPABILITIES = frozenset(
    {
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    }
)
SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_syncookies",
    }
)
SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
PROFILES = ("RuntimeDefault", "Localhost")
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_PROBES = (("livenessProbe",), ("readinessProbe",), ("startupProbe",))
_HOOKS = (("lifecycle", "postStart"), ("lifecycle", "preStop"))


def check(facts: Facts) -> Iterator[Broken]:
    """Pods that are more than pods."""
    for pods in facts.pods:
        yield from broken(pods, (*_pod(pods), *_containers(facts, pods)))


def _pod(pods: Pods) -> Iterator[Mistake]:
    spec, path = pods.spec, pods.spec_path
    if not isinstance(pods.template.get("spec"), dict):
        yield path, "cannot be judged: the pod template has no spec", "write the pod's spec"
    for field in ("containers", "initContainers", "ephemeralContainers"):
        found = spec.get(field)
        if any(not isinstance(one, dict) for one in listed(found)):
            yield (*path, field), f"cannot be judged: {field} holds no containers", "list mappings"
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field) not in (None, False):
            message = f"shares its node's {field.removeprefix('host')} ({field})"
            yield (*path, field), message, f"remove {field}"
    for index, volume in enumerate(items(spec, "volumes")):
        if mapping(volume).get("hostPath") is not None:
            where = mapping(volume, "hostPath").get("path")
            yield (
                (*path, "volumes", index, "hostPath"),
                f"mounts {where} of its node",
                "use a claim, an emptyDir or a projected volume",
            )
    context, here = spec.get("securityContext"), (*path, "securityContext")
    yield from _context(mapping(context), here, "the pod")
    for index, sysctl in enumerate(listed(mapping(context).get("sysctls"))):
        name = mapping(sysctl).get("name", sysctl)
        if name not in SYSCTLS:
            yield (*here, "sysctls", index), f"sets the kernel's {name}", "set only safe sysctls"
    for key, value in mapping(pods.template, "metadata", "annotations").items():
        own = value in ("", "runtime/default") or str(value).startswith("localhost/")
        if str(key).startswith(_APPARMOR) and not own:
            where = (*pods.path, "metadata", "annotations", key)
            yield where, f"runs with AppArmor profile {value}", "remove the annotation"


def _containers(facts: Facts, pods: Pods) -> Iterator[Mistake]:
    for path, body in pods.containers():
        name, context = str(body.get("name")), mapping(body, "securityContext")
        who, here = f"container {name}", (*path, "securityContext")
        yield from _context(context, here, who)
        if context.get("privileged") not in (None, False):
            yield (*here, "privileged"), f"{who} is privileged", "remove privileged"
        allowed = CAPABILITIES
        if is_vpn_container(facts, pods, body):
            allowed |= {"NET_ADMIN"}
        added = listed(mapping(context, "capabilities").get("add"))
        beyond = sorted(str(one) for one in added if one not in allowed)
        if beyond:
            where = (*here, "capabilities", "add")
            yield where, f"{who} adds the capabilities {', '.join(beyond)}", "add none of them"
        if context.get("procMount") not in (None, "Default"):
            message = f"{who} sees /proc unmasked (procMount {plain(context['procMount'])})"
            yield (*here, "procMount"), message, "remove procMount"
        for index, port in enumerate(items(body, "ports")):
            if mapping(port).get("hostPort") not in (None, 0):
                message = f"{who} opens port {mapping(port)['hostPort']} of its node"
                yield (*path, "ports", index, "hostPort"), message, "remove hostPort, use a Service"
        yield from _hosts(body, path, who)


def _context(context: Body, path: FieldPath, who: str) -> Iterator[Mistake]:
    """What both a pod's and a container's context may say."""
    if mapping(context, "windowsOptions").get("hostProcess") not in (None, False):
        where = (*path, "windowsOptions", "hostProcess")
        yield where, f"{who} is a process of its Windows host", "remove hostProcess"
    for field in ("appArmorProfile", "seccompProfile"):
        profile: Any = context.get(field)
        kind = mapping(profile).get("type")
        if profile is not None and kind not in PROFILES:
            yield (
                (*path, field),
                f"{who} runs with {field} {plain(kind)}",
                "use RuntimeDefault, or a profile of your own (Localhost)",
            )
    options = context.get("seLinuxOptions")
    if options is not None:
        found = mapping(options)
        if found.get("type", "") not in SELINUX_TYPES or found.get("user") or found.get("role"):
            where = (*path, "seLinuxOptions")
            yield where, f"{who} chooses its SELinux type, user or role", "remove seLinuxOptions"


def _hosts(body: Body, path: FieldPath, who: str) -> Iterator[Mistake]:
    for holder in (*_PROBES, *_HOOKS):
        for action in ("httpGet", "tcpSocket"):
            host = mapping(body, *holder, action).get("host")
            if host:
                yield (
                    (*path, *holder, action, "host"),
                    f"{who} has its node send {'.'.join(holder)} to {host}",
                    "remove host: the pod itself is meant",
                )


RULE = Rule("P02", "pod-security-baseline", Severity.CRITICAL, check)
