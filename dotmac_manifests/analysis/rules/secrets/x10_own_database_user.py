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

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_TYPE = "kubernetes.io/basic-auth"


def check(facts: Facts) -> Iterator[Broken]:
    """Users and passwords that exist twice."""
    users: dict[str, Manifest] = {}
    passwords: dict[tuple[str, str], Manifest] = {}
    for cluster in facts.fleet or (facts,):
        for secret in cluster.kind("ExternalSecret"):
            template = mapping(secret.body, "spec", "target", "template")
            if secret.ref.namespace not in cluster.owners or template.get("type") != _TYPE:
                continue
            user = mapping(template, "data").get("username")
            if not isinstance(user, str) or "{{" in user:
                yield Broken(
                    secret,
                    f"{_name(secret)} cannot be judged: its user name is not in the template",
                    "write the user name out in the template, as tenant and component",
                    ("spec", "target", "template"),
                )
            elif user in users:
                yield Broken(
                    secret,
                    f"{_name(secret)} is database user {user!r}, as is {_name(users[user])}",
                    "give each component of each tenant a user name of its own",
                    ("spec", "target", "template", "data", "username"),
                )
            else:
                users[user] = secret
            for index, entry in enumerate(items(secret.body, "spec", "data")):
                remote = mapping(entry, "remoteRef")
                source = str(remote.get("key")), str(remote.get("property"))
                if passwords.setdefault(source, secret) is not secret:
                    yield Broken(
                        secret,
                        f"{_name(secret)} takes {'/'.join(source)}, as does"
                        f" {_name(passwords[source])}",
                        "give each user a password of its own",
                        ("spec", "data", index, "remoteRef"),
                    )


def _name(secret: Manifest) -> str:
    return f"ExternalSecret {secret.ref.namespace}/{secret.ref.name}"


RULE = Rule("X10", "own-database-user", Severity.HIGH, check, fleet=True)
