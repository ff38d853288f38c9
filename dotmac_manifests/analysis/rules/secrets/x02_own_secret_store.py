"""Each namespace reads the secret store as itself.

Why: the role at the secret store decides which secrets a SecretStore can read. A namespace that
logs in with another tenant's role reads that tenant's passwords; a ClusterSecretStore serves
every namespace with one identity, and the operator's own reads everything.

Reads: SecretStores and what they log in with: OpenBao or Vault with Kubernetes authentication, by
an account of the own namespace, with the role that is called like the tenant's (or else the own)
namespace. Every ClusterSecretStore must name its namespaces, none of them a tenant's. Other
providers and other ways to log in cannot be judged.

Violating:

    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata:
      name: dotmac
      namespace: tenant-acme
    spec:
      provider:
        vault:
          server: https://openbao.platform-admin.svc:8200
          path: secret
          auth:
            kubernetes:
              mountPath: kubernetes
              role: tenant-globex
              serviceAccountRef:
                name: secret-store

Clean:

    apiVersion: external-secrets.io/v1
    kind: SecretStore
    metadata:
      name: dotmac
      namespace: tenant-acme
    spec:
      provider:
        vault:
          server: https://openbao.platform-admin.svc:8200
          path: secret
          auth:
            kubernetes:
              mountPath: kubernetes
              role: tenant-acme
              serviceAccountRef:
                name: secret-store

Source: https://external-secrets.io/latest/guides/multi-tenancy/;
https://openbao.org/docs/auth/kubernetes/; OWASP K8s Top Ten 2025 K03
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

_VAULT: FieldPath = ("spec", "provider", "vault")
_LOGIN: FieldPath = (*_VAULT, "auth", "kubernetes")


def check(facts: Facts) -> Iterator[Broken]:
    """Stores that read as somebody else."""
    for store in facts.kind("ClusterSecretStore"):
        yield from _shared(facts, store)
    for store in facts.kind("SecretStore"):
        if set(mapping(store.body, "spec", "provider")) != {"vault"}:
            yield Broken(
                store,
                f"SecretStore {store.ref.name} cannot be judged: its provider is not OpenBao's",
                "use the provider vault, with Kubernetes authentication",
                ("spec", "provider"),
            )
        else:
            yield from _login(facts, store)


def _login(facts: Facts, store: Manifest) -> Iterator[Broken]:
    space, what = store.ref.namespace, f"SecretStore {store.ref.name}"
    vault = mapping(store.body, *map(str, _VAULT))
    if set(mapping(vault, "auth")) != {"kubernetes"}:
        yield Broken(
            store,
            f"{what} does not log in by a service account alone",
            "leave kubernetes as the one way under auth",
            (*_VAULT, "auth"),
        )
        return
    login = mapping(vault, "auth", "kubernetes")
    role = space
    if space in facts.owners:
        role = f"{facts.site.tenant_namespace_prefix}{facts.owners[space]}"
    if login.get("role") != role:
        yield Broken(
            store,
            f"{what} of {space} reads secrets as {login.get('role')!r}",
            f"log in with the role {role}",
            (*_LOGIN, "role"),
        )
    account = mapping(login, "serviceAccountRef")
    if not account.get("name") or "secretRef" in login:
        yield Broken(
            store,
            f"{what} names no service account to log in with, so the operator's or a stored token"
            " is used",
            "name an account of the namespace in serviceAccountRef, and nothing else",
            _LOGIN,
        )
    if "/" in str(vault.get("path", "")):
        yield Broken(
            store,
            f"{what} cannot be judged: its path {vault['path']!r} is more than a mount",
            "name the mount alone, and the rest in each key",
            (*_VAULT, "path"),
        )
    for name, reference in (
        ("serviceAccountRef", account),
        ("caProvider", mapping(vault, "caProvider")),
    ):
        if reference.get("namespace", space) != space:
            path = (*_LOGIN, name) if name == "serviceAccountRef" else (*_VAULT, name)
            yield Broken(
                store,
                f"{what} takes its {name} from namespace {reference['namespace']}",
                "leave the namespace out",
                (*path, "namespace"),
            )


def _shared(facts: Facts, store: Manifest) -> Iterator[Broken]:
    what = f"ClusterSecretStore {store.ref.name}"
    conditions = items(store.body, "spec", "conditions")
    if not conditions:
        yield Broken(
            store,
            f"{what} serves every namespace with one identity",
            "make a SecretStore in each namespace, with a role of its own",
            ("spec", "conditions"),
        )
    for index, condition in enumerate(conditions):
        served = _served(condition)
        if served is None or any(_is_tenants(facts, name) for name in served):
            yield Broken(
                store,
                f"{what} serves namespaces of tenants, or ones that cannot be told",
                "list the platform's namespaces by name under conditions",
                ("spec", "conditions", index),
            )


def _served(condition: Any) -> list[str] | None:
    """The namespaces that a condition lists, or nothing if it chooses them in another way."""
    names = condition.get("namespaces") if isinstance(condition, Mapping) else None
    if not isinstance(names, list) or set(condition) != {"namespaces"}:
        return None
    return [str(name) for name in names]


def _is_tenants(facts: Facts, namespace: str) -> bool:
    return namespace in facts.owners or namespace.startswith(facts.site.tenant_namespace_prefix)


RULE = Rule("X02", "own-secret-store", Severity.CRITICAL, check)
