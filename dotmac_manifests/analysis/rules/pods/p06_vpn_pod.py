"""A VPN's namespace holds WireGuard, and nothing else.

Why: the namespace is exempt from Pod Security for the sake of one capability of one container.
Whatever else runs there would have the exemption too.

Reads: every pod template in a tenant's VPN namespace: the workload's name and label, its one
container of the VPN's image, hostUsers false, NET_ADMIN as the only capability after dropping all,
RuntimeDefault seccomp, a read-only root, and volumes of the kinds configMap, emptyDir,
persistentVolumeClaim and secret. There is one such workload, with at most one replica.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: shell, namespace: tenant-acme-vpn}
    spec:
      containers:
        - name: shell
          image: registry.dotmac.io/tools/shell
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme-vpn
      labels: {dotmac.io/tenant-slug: acme}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme-vpn
      labels: {dotmac.io/tenant-slug: acme}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: wireguard
      namespace: tenant-acme-vpn
      labels: {app.kubernetes.io/name: wireguard}
    spec:
      hostUsers: false
      containers:
        - name: wireguard
          image: registry.dotmac.io/mirror/wg-easy/wg-easy:15
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL], add: [NET_ADMIN]}
            seccompProfile: {type: RuntimeDefault}

Source: PSS https://kubernetes.io/docs/concepts/security/pod-security-standards/;
https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.pods._mistakes import listed
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods

VOLUMES = frozenset({"configMap", "emptyDir", "persistentVolumeClaim", "secret"})
SECCOMP = "RuntimeDefault"
_NAME = "app.kubernetes.io/name"


def check(facts: Facts) -> Iterator[Broken]:
    """What is not WireGuard, or more than it."""
    for namespace in facts.owners:
        if not is_vpn(facts, namespace):
            continue
        found = facts.pods_by_namespace.get(namespace, ())
        for number, pods in enumerate(found):
            for message in _differences(facts, pods, first=number == 0):
                yield Broken(
                    pods.manifest,
                    f"{pods.manifest.ref.kind} {pods.manifest.ref.name} in {namespace} {message}",
                    f"keep {facts.site.vpn_workload} as it is rendered, and move all else away",
                    pods.spec_path,
                )


def _differences(facts: Facts, pods: Pods, *, first: bool) -> Iterator[str]:
    site, spec = facts.site, pods.spec
    if not first:
        yield "is a second workload beside the VPN"
    if pods.labels.get(_NAME) != site.vpn_workload:
        yield "is not labelled as the VPN"
    if mapping(pods.manifest.body, "spec").get("replicas", 1) not in (0, 1):
        yield "runs more than once"
    if spec.get("hostUsers") is not False:
        yield "is root of its node (hostUsers)"
    containers = list(pods.containers())
    if [body.get("name") for _, body in containers] != [site.vpn_workload]:
        yield "has other containers than the VPN's"
    if any(not mapping(one).keys() - {"name"} <= VOLUMES for one in listed(spec.get("volumes"))):
        yield f"has volumes of other kinds than {', '.join(sorted(VOLUMES))}"
    for _, body in containers:
        yield from _container(facts, pods, body)


def _container(facts: Facts, pods: Pods, body: Body) -> Iterator[str]:
    repository = str(body.get("image")).partition("@")[0]
    if ":" in repository.rpartition("/")[2]:
        repository = repository.rpartition(":")[0]
    if not repository.endswith(facts.site.vpn_image):
        yield f"runs {repository}, which is not the VPN's image"
    context = mapping(body, "securityContext")
    capabilities = mapping(context, "capabilities")
    if capabilities.get("drop") != ["ALL"] or capabilities.get("add") != ["NET_ADMIN"]:
        yield "has other capabilities than NET_ADMIN"
    if context.get("privileged") not in (None, False):
        yield "is privileged"
    if context.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    if context.get("readOnlyRootFilesystem") is not True:
        yield "writes to its image"
    pod = mapping(pods.spec, "securityContext")
    if mapping(context.get("seccompProfile", pod.get("seccompProfile"))).get("type") != SECCOMP:
        yield "makes system calls unfiltered"


RULE = Rule("P06", "vpn-pod", Severity.CRITICAL, check)
