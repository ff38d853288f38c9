"""Nobody gets at Argo CD by default, and roles of a project end at its border.

Why: who may sync or override an Application of somebody else deploys what they like there; `exec`
is a shell in any pod; a token without an end outlives its owner's job.

Reads: policies of AppProjects' roles: only for that role, on applications and the like of the same
project, never exec, no wildcard over resources, no stored tokens. ConfigMap argocd-rbac-cm, which
must be there with Applications: empty `policy.default`, no policy of exec, over every action or
over every project. ConfigMap argocd-cm: no anonymous users, no exec.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      roles:
        - name: ci
          policies: ["p, proj:apps:ci, applications, sync, */*, allow"]

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      roles:
        - name: ci
          policies: ["p, proj:apps:ci, applications, sync, apps/*, allow"]

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/; CIS 5.1.3
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import applications, projects, setting
from dotmac_manifests.analysis.rules.rule import Broken, Rule

RBAC = "argocd-rbac-cm"
_FIELDS = 6


def check(facts: Facts) -> Iterator[Broken]:
    """Rights at Argo CD that lead further than meant."""
    for project in projects(facts):
        yield from _roles(project)
    config = setting(facts, RBAC)
    if config is None and applications(facts):
        yield Broken(applications(facts)[0], f"no ConfigMap {RBAC} denies by default", "render it")
    if config is not None:
        yield from _policies(config)
    main = setting(facts, "argocd-cm")
    for key in ("users.anonymous.enabled", "exec.enabled"):
        if main and mapping(main.body, "data").get(key) not in (None, "false"):
            yield Broken(main, f"{key} opens Argo CD", f'set {key}: "false"', ("data", key))


def _roles(project: Manifest) -> Iterator[Broken]:
    name = project.ref.name
    for index, role in enumerate(items(project.body, "spec", "roles")):
        path = ("spec", "roles", index)
        subject = f"proj:{name}:{mapping(role).get('name')}"
        if items(role, "jwtTokens"):
            message = f"role {subject} has stored tokens"
            yield Broken(project, message, "remove jwtTokens; use groups", (*path, "jwtTokens"))
        for number, policy in enumerate(items(role, "policies")):
            parts = [part.strip() for part in str(policy).split(",")]
            right = len(parts) == _FIELDS and parts[:2] == ["p", subject]
            if not right or parts[2] in ("*", "exec") or not parts[4].startswith(f"{name}/"):
                message = f"role {subject} reaches beyond its project: {policy}"
                remedy = f"write p, {subject}, <resource>, <action>, {name}/*, allow"
                yield Broken(project, message, remedy, (*path, "policies", number))


def _policies(config: Manifest) -> Iterator[Broken]:
    data = mapping(config.body, "data")
    if data.get("policy.default") not in (None, ""):
        message = f"everybody who logs in is {data['policy.default']}"
        yield Broken(config, message, "empty policy.default", ("data", "policy.default"))
    for key, text in data.items():
        if not str(key).startswith("policy.") or not str(key).endswith(".csv"):
            continue
        for line in str(text).splitlines():
            parts = [part.strip() for part in line.split(",")]
            wide = {"*", "*/*"} & set(parts[2:5]) or "exec" in parts[2:3]
            if (parts[0] == "p" and wide) or (parts[0] == "g" and "role:admin" in parts[2:]):
                message = f"a policy grants more than one project: {line.strip()}"
                yield Broken(config, message, "name resource, action and project", ("data", key))


RULE = Rule("A07", "bounded-roles", Severity.HIGH, check)
