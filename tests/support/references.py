"""What a pod asks for by name: configuration, secrets, and the keys within."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.support.manifests import Region
from tests.support.reachability import Body


class Reference(NamedTuple):
    """An object of the pod's own namespace; without ``key`` the whole of it."""

    kind: str
    name: str
    key: str | None = None


def references(pod: Body) -> Iterator[Reference]:
    """Config maps and secrets of a pod spec that must exist for it to start."""
    for secret in pod.get("imagePullSecrets") or ():
        yield Reference("Secret", secret["name"])
    for volume in pod.get("volumes") or ():
        for source in (volume, *(volume.get("projected") or {}).get("sources", ())):
            yield from _source("ConfigMap", source.get("configMap"), "name")
            secret = source.get("secret")
            field = "secretName" if secret and "secretName" in secret else "name"
            yield from _source("Secret", secret, field)
    for container in (*(pod.get("initContainers") or ()), *pod["containers"]):
        for found in container.get("envFrom") or ():
            yield from _source("ConfigMap", found.get("configMapRef"), "name")
            yield from _source("Secret", found.get("secretRef"), "name")
        for found in container.get("env") or ():
            origin = found.get("valueFrom") or {}
            yield from _key("ConfigMap", origin.get("configMapKeyRef"))
            yield from _key("Secret", origin.get("secretKeyRef"))


def _source(kind: str, source: Body | None, field: str) -> Iterator[Reference]:
    if source and not source.get("optional"):
        yield Reference(kind, source[field])
        for item in source.get("items") or ():
            yield Reference(kind, source[field], item["key"])


def _key(kind: str, source: Body | None) -> Iterator[Reference]:
    if source and not source.get("optional"):
        yield Reference(kind, source["name"], source["key"])


Keys = frozenset[str] | None
"""Keys of an object; none where they are not known before it exists."""


ISSUER = "cert-manager.io/cluster-issuer"
"""With this annotation, cert-manager makes the certificate of an Ingress."""


def provided(region: Region) -> dict[tuple[str, str, str], Keys]:
    """Kind, namespace and name of every config map and secret that comes to exist, and its keys.

    Secrets are never in a manifest: External Secrets makes them, and cert-manager. Kubernetes
    puts the certificate of its API server into every namespace.
    """
    found: dict[tuple[str, str, str], Keys] = {
        ("ConfigMap", body["metadata"]["name"], "kube-root-ca.crt"): frozenset({"ca.crt"})
        for body in region.of("Namespace")
    }
    for body in region.of("ConfigMap"):
        data = frozenset({**(body.get("data") or {}), **(body.get("binaryData") or {})})
        found["ConfigMap", *_place(body)] = data
    for body in region.of("ExternalSecret"):
        target = body["spec"]["target"].get("name") or body["metadata"]["name"]
        found["Secret", body["metadata"]["namespace"], target] = _keys(body["spec"])
    certificates = [(body, body["spec"]["secretName"]) for body in region.of("Certificate")]
    certificates += [
        (body, tls["secretName"])
        for body in region.of("Ingress")
        if ISSUER in body["metadata"].get("annotations", {})
        for tls in body["spec"]["tls"]
    ]
    for body, secret in certificates:
        keys = frozenset({"tls.crt", "tls.key", "ca.crt"})
        found["Secret", body["metadata"]["namespace"], secret] = keys
    return found


def _place(body: Body) -> tuple[str, str]:
    return body["metadata"]["namespace"], body["metadata"]["name"]


def _keys(spec: Body) -> Keys:
    """Keys of the secret: what the template makes, otherwise what is fetched one by one."""
    template = spec["target"].get("template") or {}
    fetched = {found["secretKey"] for found in spec.get("data") or ()}
    made = set(template.get("data") or ())
    if spec.get("dataFrom"):
        return None
    if made and template.get("mergePolicy") != "Merge":
        return frozenset(made)
    return frozenset(made | fetched)


class Link(NamedTuple):
    """A field of one kind that names an object of another, and whether that is cluster-wide."""

    kind: str
    path: str
    target: tuple[str, ...]
    cluster_wide: bool = False


LINKS: tuple[Link, ...] = (
    Link("Certificate", "spec.issuerRef", ("ClusterIssuer",), True),
    Link("ClientTrafficPolicy", "spec.targetRefs", ("Gateway",)),
    Link("ClientTrafficPolicy", "spec.tls.clientValidation.caCertificateRefs", ("Secret",)),
    Link("Cluster", "spec.priorityClassName", ("PriorityClass",), True),
    Link("Cluster", "spec.storage.storageClass", ("StorageClass",), True),
    Link("Cluster", "spec.imagePullSecrets", ("Secret",)),
    Link("Cluster", "spec.bootstrap.initdb.secret", ("Secret",)),
    Link("Cluster", "spec.managed.roles.passwordSecret", ("Secret",)),
    Link("Cluster", "spec.plugins.parameters.barmanObjectName", ("ObjectStore",)),
    Link("Database", "spec.cluster", ("Cluster",)),
    Link("ScheduledBackup", "spec.cluster", ("Cluster",)),
    Link("ObjectStore", "spec.configuration.s3Credentials.accessKeyId", ("Secret",)),
    Link("ObjectStore", "spec.configuration.s3Credentials.secretAccessKey", ("Secret",)),
    Link("ExternalSecret", "spec.secretStoreRef", ("SecretStore",)),
    Link(
        "SecretStore", "spec.provider.vault.auth.kubernetes.serviceAccountRef", ("ServiceAccount",)
    ),
    Link("SecretStore", "spec.provider.vault.caProvider", ("Secret", "ConfigMap")),
    Link("Gateway", "spec.gatewayClassName", ("GatewayClass",), True),
    Link("Gateway", "spec.infrastructure.parametersRef", ("EnvoyProxy",)),
    Link("Gateway", "spec.listeners.tls.certificateRefs", ("Secret",)),
    Link("ListenerSet", "spec.parentRef", ("Gateway",)),
    Link("ListenerSet", "spec.listeners.tls.certificateRefs", ("Secret",)),
    Link("HTTPRoute", "spec.parentRefs", ("Gateway", "ListenerSet")),
    Link("HTTPRoute", "spec.rules.backendRefs", ("Service",)),
    Link("SecurityPolicy", "spec.targetRefs", ("HTTPRoute", "Gateway")),
    Link("Ingress", "spec.ingressClassName", ("IngressClass",), True),
    Link("Ingress", "spec.rules.http.paths.backend.service", ("Service",)),
    Link("Ingress", "spec.tls.secretName", ("Secret",)),
    Link("Policy", "spec.ingressMTLS.clientCertSecret", ("Secret",)),
    Link("HorizontalPodAutoscaler", "spec.scaleTargetRef", ("Deployment", "Rollout")),
    Link("Rollout", "spec.strategy.blueGreen.activeService", ("Service",)),
    Link("Rollout", "spec.strategy.blueGreen.previewService", ("Service",)),
    Link(
        "Rollout",
        "spec.strategy.blueGreen.prePromotionAnalysis.templates.templateName",
        ("AnalysisTemplate",),
    ),
    Link(
        "Rollout",
        "spec.strategy.blueGreen.postPromotionAnalysis.templates.templateName",
        ("AnalysisTemplate",),
    ),
    Link(
        "Rollout",
        "spec.strategy.canary.steps.analysis.templates.templateName",
        ("AnalysisTemplate",),
    ),
    Link("RoleBinding", "roleRef", ("Role",)),
    Link("RoleBinding", "subjects", ("ServiceAccount",)),
    Link("ClusterRoleBinding", "roleRef", ("ClusterRole",), True),
    Link("ClusterRoleBinding", "subjects", ("ServiceAccount",)),
    Link("StatefulSet", "spec.serviceName", ("Service",)),
    Link("StatefulSet", "spec.volumeClaimTemplates.spec.storageClassName", ("StorageClass",), True),
    Link("PersistentVolumeClaim", "spec.storageClassName", ("StorageClass",), True),
    Link(
        "ValidatingAdmissionPolicyBinding", "spec.policyName", ("ValidatingAdmissionPolicy",), True
    ),
    Link("Schedule", "spec.template.storageLocation", ("BackupStorageLocation",)),
)


CHART_SECRETS = {
    "fluent-bit": "env.valueFrom.secretKeyRef.name",
    "kube-prometheus-stack": "alertmanager.alertmanagerSpec.configSecret",
    "nginx-ingress": "controller.wildcardTLS.secret",
    "velero": "credentials.existingSecret",
}
"""Chart to where its values name a secret that must exist, as ``name`` or ``namespace/name``."""


def named(body: Body, link: Link) -> Iterator[tuple[str, str]]:
    """Namespace and name of what a field of an object names; none if it has no such field."""
    own = "" if link.cluster_wide else body["metadata"].get("namespace", "")
    for found in values([body], link.path):
        if isinstance(found, str):
            yield own, found
        else:
            yield "" if link.cluster_wide else found.get("namespace", own), found["name"]


def values(found: list[Any], path: str) -> list[Any]:
    """Values at a dotted path; lists on the way are looked through."""
    for part in path.split("."):
        nested = [item[part] for item in found if part in item]
        found = [one for item in nested for one in (item if isinstance(item, list) else [item])]
    return found
