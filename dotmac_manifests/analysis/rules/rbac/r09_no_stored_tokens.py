"""No token of a service account is stored as a Secret.

Why: such a token never expires, is bound to no pod, and stays valid when the pod that used it is
gone; everybody who reads the Secret is the account from then on.

Reads: Secrets of type kubernetes.io/service-account-token, the same type in templates of
ExternalSecrets, the annotation kubernetes.io/service-account.name, and `secrets` of
ServiceAccounts.

Violating:

    apiVersion: v1
    kind: Secret
    metadata:
      name: deployer-token
      namespace: tenant-acme
      annotations:
        kubernetes.io/service-account.name: deployer
    type: kubernetes.io/service-account-token

Clean:

    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: deployer
      namespace: tenant-acme
    automountServiceAccountToken: false

Source: https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets;
CIS 5.1.13; OWASP K8s Top Ten 2025 K03
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import at, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

_TYPE = "kubernetes.io/service-account-token"
_ANNOTATION = "kubernetes.io/service-account.name"
_REMEDY = "project a token with an audience and an expiry into the pod that needs it"
_PLACES: tuple[tuple[str, FieldPath], ...] = (
    ("Secret", ()),
    ("ExternalSecret", ("spec", "target", "template")),
    ("ClusterExternalSecret", ("spec", "externalSecretSpec", "target", "template")),
)
"""Kinds that make Secrets, and where the Secret's own fields are."""


def check(facts: Facts) -> Iterator[Broken]:
    """Tokens at rest."""
    for kind, path in _PLACES:
        for manifest in facts.kind(kind):
            body = at(manifest.body, path)
            what = f"{kind} {manifest.ref.name}"
            if mapping(body).get("type") == _TYPE:
                message = f"{what} holds a service account's token that never expires"
                yield Broken(manifest, message, _REMEDY, (*path, "type"))
            elif _ANNOTATION in mapping(body, "metadata", "annotations"):
                message = f"{what} asks for a service account's token"
                where = (*path, "metadata", "annotations", _ANNOTATION)
                yield Broken(manifest, message, _REMEDY, where)
    for account in facts.kind("ServiceAccount", ""):
        if account.body.get("secrets"):
            message = f"ServiceAccount {account.ref.name} lists Secrets that hold its tokens"
            yield Broken(account, message, _REMEDY, ("secrets",))


RULE = Rule("R09", "no-stored-tokens", Severity.HIGH, check)
