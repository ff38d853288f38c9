"""Images are pulled with the namespace's own credentials.

Why: credentials of the registry that several tenants share cannot be taken from one of them, and
say nothing about who pulled. A pull secret that nobody defines in the namespace may be defined by
somebody else, or let pods start only on nodes that already have the image.

Reads: imagePullSecrets of every pod template in guarded namespaces, and of ServiceAccounts, and
whether an ExternalSecret of the namespace makes each, of type kubernetes.io/dockerconfigjson.

Violating:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      imagePullSecrets:
        - name: registry-credentials
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Clean:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: registry
      namespace: tenant-acme
    spec:
      secretStoreRef:
        name: dotmac
      target:
        name: registry-credentials
        template:
          type: kubernetes.io/dockerconfigjson
      data: []
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      imagePullSecrets:
        - name: registry-credentials
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Source: https://kubernetes.io/docs/concepts/containers/images/#using-a-private-registry;
CIS 5.4.1; https://external-secrets.io/latest/api/externalsecret/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

_TYPE = "kubernetes.io/dockerconfigjson"
_FIELD = "imagePullSecrets"


def check(facts: Facts) -> Iterator[Broken]:
    """Pull secrets that are missing or somebody else's."""
    guarded = set(facts.guarded)
    made = {
        (secret.ref.namespace, _target(secret))
        for secret in facts.kind("ExternalSecret")
        if mapping(secret.body, "spec", "target", "template").get("type") == _TYPE
    }
    for pods in facts.pods:
        if pods.namespace not in guarded:
            continue
        account = facts.find(
            "ServiceAccount", pods.namespace, str(pods.spec.get("serviceAccountName"))
        )
        inherited = items(account.body, _FIELD) if account is not None else ()
        if not items(pods.spec, _FIELD) and not inherited:
            yield Broken(
                pods.manifest,
                f"{pods.manifest.ref.kind} {pods.manifest.ref.name} pulls its images with the"
                " credentials of the node, or with none",
                f"name the namespace's own pull secret in {_FIELD}",
                pods.spec_path,
            )
        yield from _unmade(pods.manifest, pods.spec, pods.spec_path, made)
    for account in facts.kind("ServiceAccount", ""):
        if account.ref.namespace in guarded:
            yield from _unmade(account, account.body, (), made)


def _target(secret: Manifest) -> str:
    """Name of the Secret that an ExternalSecret makes."""
    return str(mapping(secret.body, "spec", "target").get("name") or secret.ref.name)


def _unmade(
    manifest: Manifest, owner: Any, path: FieldPath, made: set[tuple[str, str]]
) -> Iterator[Broken]:
    for index, entry in enumerate(items(owner, _FIELD)):
        name = str(mapping(entry).get("name"))
        if (manifest.ref.namespace, name) not in made:
            yield Broken(
                manifest,
                f"{manifest.ref.kind} {manifest.ref.name} pulls images with Secret {name}, which"
                f" no ExternalSecret of type {_TYPE} makes in {manifest.ref.namespace}",
                "make it by an ExternalSecret in the namespace, from the tenant's own path",
                (*path, _FIELD, index),
            )


RULE = Rule("X09", "own-pull-secret", Severity.MEDIUM, check)
