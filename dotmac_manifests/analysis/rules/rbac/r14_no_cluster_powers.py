"""No role touches what a whole cluster rests on.

Why: nodes and persistent volumes belong to all tenants at once; a volume of type hostPath is the
node. Approving certificates makes identities. Webhooks and API services see and change every
request. Definitions and admission policies decide what every tenant may write. The status of a
Service names its addresses, and so can take another's (CVE-2020-8554).

Reads: rules of every Role and ClusterRole: any verb on nodes and persistent volumes, and any but
get, list and watch on the rest.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: volumes
    rules:
      - apiGroups: [""]
        resources: [persistentvolumes]
        verbs: [create]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: volumes
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [persistentvolumeclaims]
        verbs: [get]

Source: CIS 5.1.9 to 5.1.12; CVE-2020-8554;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_SHARED: Mapping[str, tuple[str, ...]] = {"": ("nodes", "nodes/status", "persistentvolumes")}
_POWERS: Mapping[str, tuple[str, ...]] = {
    "": ("services/status",),
    "admissionregistration.k8s.io": (
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
        "mutatingwebhookconfigurations",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
        "validatingwebhookconfigurations",
    ),
    "apiextensions.k8s.io": ("customresourcedefinitions",),
    "apiregistration.k8s.io": ("apiservices",),
    "cert-manager.io": ("clusterissuers",),
    "certificates.k8s.io": (
        "certificatesigningrequests",
        "certificatesigningrequests/approval",
        "clustertrustbundles",
        "signers",
    ),
    "external-secrets.io": ("clusterexternalsecrets", "clustersecretstores"),
    "flowcontrol.apiserver.k8s.io": ("flowschemas", "prioritylevelconfigurations"),
    "gateway.networking.k8s.io": ("gatewayclasses", "referencegrants"),
    "networking.k8s.io": ("ingressclasses",),
    "node.k8s.io": ("runtimeclasses",),
    "resource.k8s.io": ("deviceclasses",),
    "scheduling.k8s.io": ("priorityclasses",),
    "snapshot.storage.k8s.io": ("volumesnapshotclasses", "volumesnapshotcontents"),
    "storage.k8s.io": ("csidrivers", "storageclasses", "volumeattachments"),
}


def check(facts: Facts) -> Iterator[Broken]:
    """Rules that match what all tenants share."""
    for rule in facts.access.rules:
        found = rule.among(_SHARED) if rule.verbs else ()
        found += rule.among(_POWERS) if rule.writing else ()
        if found:
            yield broken(
                facts,
                rule,
                f"may {', '.join(rule.verbs)} {', '.join(found)}",
                "remove the right; what the cluster shares is written by Argo CD's controller",
            )


RULE = Rule("R14", "no-cluster-powers", Severity.CRITICAL, check)
