"""Admission of pods: whose image, which place, what identity.

Pods that operators make in a tenant's namespace (CloudNativePG's instances and jobs) meet the
same rules as the workloads'; therefore operators too run images of the region's registry, pinned
by digest.
"""

from __future__ import annotations

import re

from dotmac_manifests.isolation.admission import (
    PLATFORM,
    TENANTS,
    TIER_LABEL,
    VPNS,
    Policy,
    Resources,
    one_of,
    optional,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

API_CLIENTS = ("postgres", "prometheus")
"""Accounts whose pods talk to the API server: CloudNativePG's instance manager, which bears its
cluster's name, and Prometheus's service discovery."""
TOKEN_SECONDS = 3607
"""Life of the token that the ServiceAccount admission plugin mounts.
Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken"""
FORWARDING = (
    "net.ipv4.ip_forward",
    "net.ipv4.conf.all.src_valid_mark",
    "net.ipv6.conf.all.disable_ipv6",
    "net.ipv6.conf.all.forwarding",
    "net.ipv6.conf.default.forwarding",
)
"""Settings of the pod's own network namespace that a VPN server may need."""

_PODS = (Resources(group="", resources=("pods", "pods/ephemeralcontainers")),)
_CHANGED = {"spec-changes": "request.operation == 'CREATE' || object.spec != oldObject.spec"}
"""Controllers that only write metadata, e.g. a Job's finalizer, are never held up."""
_CONTAINERS = {
    "containers": " + ".join(
        (
            "object.spec.containers",
            optional("object.spec.initContainers"),
            optional("object.spec.ephemeralContainers"),
        )
    ),
    "volumes": optional("object.spec.volumes"),
}


def pod_policies(region: RegionPlan) -> tuple[Policy, ...]:
    """Policies about pods in one region."""
    return (_images(region), _placement(), _tokens(), _vpn(region))


def _images(region: RegionPlan) -> Policy:
    path, digest = "[a-z0-9][a-z0-9._/-]*", "@sha256:[0-9a-f]{64}"
    pattern = f"^{_cel_regex(region.registry)}/{path}(:[A-Za-z0-9_.-]+)?{digest}$"
    return Policy(
        name="dotmac-images",
        requests=_PODS,
        conditions=_CHANGED,
        variables=_CONTAINERS,
        checks={
            f"every image comes from {region.registry} and is pinned by its digest": (
                f"variables.containers.all(c, has(c.image) && c.image.matches('{pattern}'))"
            ),
            f"an image mounted as a volume comes from {region.registry}, pinned by its digest": (
                "variables.volumes.all(v, !has(v.image) ||"
                f" has(v.image.reference) && v.image.reference.matches('{pattern}'))"
            ),
        },
        places={**TENANTS, "platform": PLATFORM},
    )


def _placement() -> Policy:
    host = " && ".join(
        f"(!has(object.spec.{name}) || !object.spec.{name})"
        for name in ("hostNetwork", "hostPID", "hostIPC")
    )
    tier = f"namespaceObject.metadata.labels['{TIER_LABEL}']"
    prefix = names.tenant_priority("")
    return Policy(
        name="dotmac-tenant-pods",
        requests=_PODS,
        conditions=_CHANGED,
        variables=_CONTAINERS,
        checks={
            "a pod shares no namespace of its host": host,
            "a pod opens no port of its host": (
                "variables.containers.all(c, !has(c.ports) ||"
                " c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))"
            ),
            "a pod mounts no path of its host": "variables.volumes.all(v, !has(v.hostPath))",
            "a pod has the priority class of the tenant's plan": (
                "has(object.spec.priorityClassName) &&"
                f" object.spec.priorityClassName == '{prefix}' + {tier}"
            ),
            "a pod does not choose its node": (
                "request.operation != 'CREATE' ||"
                " !has(object.spec.nodeName) || object.spec.nodeName == ''"
            ),
            "a pod leaves its placement to the default scheduler": (
                "!has(object.spec.schedulerName) ||"
                " object.spec.schedulerName == 'default-scheduler'"
            ),
            "a pod tolerates named taints only, and none of the control plane's": (
                f"{optional('object.spec.tolerations')}.all(t, has(t.key) && t.key != '' &&"
                " !t.key.startsWith('node-role.kubernetes.io/'))"
            ),
        },
        places=TENANTS,
    )


def _tokens() -> Policy:
    return Policy(
        name="dotmac-tenant-tokens",
        requests=_PODS,
        conditions=_CHANGED,
        variables={
            **_CONTAINERS,
            "account": optional("object.spec.serviceAccountName", "'default'"),
            "tokens": (
                "variables.volumes.filter(v, has(v.projected) && has(v.projected.sources) &&"
                " v.projected.sources.exists(s, has(s.serviceAccountToken)))"
            ),
        },
        checks={
            "a pod has an account of its own, not `default`": "variables.account != 'default'",
            f"only pods of the accounts {' and '.join(API_CLIENTS)} carry a token": (
                f"variables.account in {one_of(API_CLIENTS)} || size(variables.tokens) == 0"
            ),
            "a token expires within the hour": (
                "variables.tokens.all(v, v.projected.sources.all(s,"
                " !has(s.serviceAccountToken) || !has(s.serviceAccountToken.expirationSeconds) ||"
                f" s.serviceAccountToken.expirationSeconds <= {TOKEN_SECONDS}))"
            ),
        },
        places=TENANTS,
    )


def _vpn(region: RegionPlan) -> Policy:
    """Pod Security cannot bound a `privileged` namespace, so the one pod that may run there is
    described in full."""
    image = region.images["wireguard"].partition("@")[0].rpartition(":")[0]
    context = "c.securityContext"
    kinds = ("configMap", "emptyDir", "persistentVolumeClaim", "secret")
    return Policy(
        name="dotmac-tenant-vpn-pods",
        requests=_PODS,
        conditions=_CHANGED,
        variables={**_CONTAINERS, "server": "object.spec.containers[0]"},
        checks={
            "the pod is WireGuard's": (
                "has(object.metadata.labels) &&"
                f" '{names.NAME_LABEL}' in object.metadata.labels &&"
                f" object.metadata.labels['{names.NAME_LABEL}'] == 'wireguard'"
            ),
            "the pod runs one container, WireGuard": (
                "size(variables.containers) == 1 && variables.server.name == 'wireguard' &&"
                f" (variables.server.image.startsWith('{image}:') ||"
                f" variables.server.image.startsWith('{image}@'))"
            ),
            "NET_ADMIN is the only capability, and nothing is privileged": (
                f"variables.containers.all(c, has({context}) &&"
                f" (!has({context}.privileged) || !{context}.privileged) &&"
                f" has({context}.allowPrivilegeEscalation) &&"
                f" !{context}.allowPrivilegeEscalation &&"
                f" has({context}.capabilities) &&"
                f" has({context}.capabilities.drop) && {context}.capabilities.drop == ['ALL'] &&"
                f" has({context}.capabilities.add) &&"
                f" {context}.capabilities.add == ['NET_ADMIN'])"
            ),
            "system calls and /proc stay filtered, the file system read-only": (
                f"variables.containers.all(c, has({context}) &&"
                f" has({context}.readOnlyRootFilesystem) && {context}.readOnlyRootFilesystem &&"
                f" (!has({context}.procMount) || {context}.procMount == 'Default') &&"
                f" has({context}.seccompProfile) &&"
                f" {context}.seccompProfile.type == 'RuntimeDefault')"
            ),
            f"volumes are of the kinds {', '.join(kinds)}": (
                f"variables.volumes.all(v, {' || '.join(f'has(v.{kind})' for kind in kinds)})"
            ),
            "only the forwarding settings of the pod's own network may be set": (
                "!has(object.spec.securityContext) ||"
                f" {optional('object.spec.securityContext.sysctls')}"
                f".all(s, s.name in {one_of(FORWARDING)})"
            ),
        },
        places=VPNS,
    )


def _cel_regex(text: str) -> str:
    """``text`` taken literally inside a regular expression inside a CEL string."""
    return re.escape(text).replace("\\", "\\\\")
