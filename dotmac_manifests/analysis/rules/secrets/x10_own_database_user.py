"""Each database user belongs to one component of one tenant, with a password of its own.

Why: a database that is shared by a region knows tenants by their users. Two tenants with the same
user name are one there; two components with the same user or password can act as each other, and
neither can be shut out alone.

Reads: ExternalSecrets of type kubernetes.io/basic-auth in the namespaces of tenants, across all
clusters that were read: the literal user name in the template must be there and exist once, and
each password must come from an entry at the secret store that no other user's comes from.

Violating:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: postgres-backend
      namespace: tenant-acme
    spec:
      target:
        template:
          type: kubernetes.io/basic-auth
          data:
            username: dotmac
            password: "{{ .password }}"
      data:
        - secretKey: password
          remoteRef: {key: tenants/acme/backend, property: password}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: postgres-backend
      namespace: tenant-globex
    spec:
      target:
        template:
          type: kubernetes.io/basic-auth
          data:
            username: dotmac
            password: "{{ .password }}"
      data:
        - secretKey: password
          remoteRef: {key: tenants/globex/backend, property: password}

Clean:

    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: postgres-backend
      namespace: tenant-acme
    spec:
      target:
        template:
          type: kubernetes.io/basic-auth
          data:
            username: tenant_acme_backend
            password: "{{ .password }}"
      data:
        - secretKey: password
          remoteRef: {key: tenants/acme/backend, property: password}

Source: https://kubernetes.io/docs/concepts/security/multi-tenancy/;
https://www.postgresql.org/docs/current/user-manag.html; OWASP K8s Top Ten 2025 K02
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule

_TYPE = "kubernetes.io/basic-auth"


@dataclass(frozen=True)
class Login:
    """What a database is opened with: the user, if it can be told, and where passwords are."""

    secret: Manifest
    user: str | None
    passwords: tuple[tuple[str, str], ...]


def claims(facts: Facts) -> Iterator[Login]:
    """The logins of tenants."""
    for secret in facts.kind("ExternalSecret"):
        template = mapping(secret.body, "spec", "target", "template")
        if secret.ref.namespace not in facts.owners or template.get("type") != _TYPE:
            continue
        user = mapping(template, "data").get("username")
        remotes = [mapping(entry, "remoteRef") for entry in items(secret.body, "spec", "data")]
        yield Login(
            secret.bare,
            user if isinstance(user, str) and "{{" not in user else None,
            tuple((str(remote.get("key")), str(remote.get("property"))) for remote in remotes),
        )


def compare(logins: Iterable[Login]) -> Iterator[Broken]:
    """Users and passwords that exist twice."""
    users: dict[str, Manifest] = {}
    passwords: dict[tuple[str, str], Manifest] = {}
    for login in logins:
        secret, user = login.secret, login.user
        if user is None:
            yield Broken(
                secret,
                f"{_name(secret)} cannot be judged: its user name is not in the template",
                "write the user name out in the template, as tenant and component",
                ("spec", "target", "template"),
            )
        elif not _same(users.setdefault(user, secret), secret):
            yield Broken(
                secret,
                f"{_name(secret)} is database user {user!r}, as is {_name(users[user])}",
                "give each component of each tenant a user name of its own",
                ("spec", "target", "template", "data", "username"),
            )
        for index, source in enumerate(login.passwords):
            if not _same(passwords.setdefault(source, secret), secret):
                yield Broken(
                    secret,
                    f"{_name(secret)} takes {'/'.join(source)}, as does {_name(passwords[source])}",
                    "give each user a password of its own",
                    ("spec", "data", index, "remoteRef"),
                )


def _same(one: Manifest, other: Manifest) -> bool:
    """Whether two are one: also where a tenant that moves has it in a second cluster; that none
    is served from two is for E08 to say."""
    moved = one.cluster != other.cluster and one.ref == other.ref
    return one is other or moved


def _name(secret: Manifest) -> str:
    return f"ExternalSecret {secret.ref.namespace}/{secret.ref.name}"


RULE = Rule("X10", "own-database-user", Severity.HIGH, Comparison(claims, compare))
