"""The API server serves tenants in turn, apart from the platform.

Why: one pod that asks the API server in a tight loop is, without its own queue, served at the
expense of every controller: nothing is scheduled, scaled or healed any more, for anybody. With API
priority and fairness each namespace's requests queue by themselves, in a share that is not the
platform's.

Reads: where there are tenants' namespaces, `FlowSchema` that match their service accounts, in the
order of precedence, up to the first one that covers every request; and the
`PriorityLevelConfiguration` each names. It must be there, Limited and queueing, with a limit to
what it borrows, not the level of the platform's own accounts, and told apart by namespace or user.
Beyond precedence 8999 the API server's own schema comes first.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a}
    ---
    apiVersion: flowcontrol.apiserver.k8s.io/v1
    kind: FlowSchema
    metadata: {name: tenants}
    spec:
      matchingPrecedence: 5000
      priorityLevelConfiguration: {name: exempt}
      rules:
        - subjects: [{kind: Group, group: {name: "system:serviceaccounts:tenant-a"}}]
          resourceRules:
            - {verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true,
               namespaces: ["*"]}
          nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]

Clean:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a}
    ---
    apiVersion: flowcontrol.apiserver.k8s.io/v1
    kind: FlowSchema
    metadata: {name: tenants}
    spec:
      matchingPrecedence: 5000
      distinguisherMethod: {type: ByNamespace}
      priorityLevelConfiguration: {name: tenants}
      rules:
        - subjects: [{kind: Group, group: {name: "system:serviceaccounts"}}]
          resourceRules:
            - {verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true,
               namespaces: ["*"]}
          nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]
    ---
    apiVersion: flowcontrol.apiserver.k8s.io/v1
    kind: PriorityLevelConfiguration
    metadata: {name: tenants}
    spec:
      type: Limited
      limited:
        nominalConcurrencyShares: 20
        borrowingLimitPercent: 100
        limitResponse: {type: Queue, queuing: {queues: 64, handSize: 6, queueLengthLimit: 50}}

Source: K8S-MT; https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

BUILT_IN = 9000
"""Precedence of the API server's own FlowSchema for service accounts."""
EVERYBODY = frozenset({"system:serviceaccounts", "system:authenticated", "*"})
LEVEL = ("spec", "priorityLevelConfiguration", "name")
FEWEST_QUEUES = 2


def check(facts: Facts) -> Iterator[Broken]:
    """Yield tenants without a queue of their own, and schemas that put them elsewhere."""
    schemas = sorted(facts.kind("FlowSchema"), key=lambda schema: (_rank(schema), schema.ref.name))
    judged: dict[str, Manifest] = {}
    unserved: list[str] = []
    for namespace in sorted(facts.owners):
        for schema in schemas:
            if _rank(schema) >= BUILT_IN:
                continue
            matched = [rule for rule in _rules(schema) if _matches(rule, namespace)]
            if matched:
                judged[schema.ref.name] = schema
            if any(_everybody(rule, namespace) and _all_requests(rule) for rule in matched):
                break
        else:
            unserved.append(namespace)
    if unserved:
        names = ", ".join(unserved[:3]) + (" and others" if unserved[3:] else "")
        message = f"no FlowSchema covers every request of the service accounts of {names}"
        remedy = "add a FlowSchema for the group system:serviceaccounts and a level of its own"
        yield Broken(facts.anchor(unserved[0]), message, remedy)
    for schema in judged.values():
        yield from _unfair(facts, schema, schemas)


def _unfair(facts: Facts, schema: Manifest, schemas: list[Manifest]) -> Iterator[Broken]:
    name = str(mapping(schema.body, *LEVEL[:-1]).get("name"))
    if mapping(schema.body, "spec", "distinguisherMethod").get("type") not in (
        "ByNamespace",
        "ByUser",
    ):
        message = f"{schema.ref} puts all tenants into one queue"
        path = ("spec", "distinguisherMethod")
        yield Broken(schema, message, "set distinguisherMethod.type: ByNamespace", path)
    level = facts.find("PriorityLevelConfiguration", "", name)
    if level is None:
        message = f"{schema.ref} puts tenants on the level {name}, which is not ours"
        yield Broken(schema, message, "name a PriorityLevelConfiguration of their own", LEVEL)
        return
    spec = mapping(level.body, "spec", "limited")
    queue = mapping(spec, "limitResponse")
    queues = mapping(queue, "queuing").get("queues", 64)
    if mapping(level.body, "spec").get("type") != "Limited" or queue.get("type") != "Queue":
        message = f"{level.ref} does not limit tenants' requests by queueing them"
        yield Broken(level, message, "set type: Limited, limitResponse.type: Queue", ("spec",))
    elif (
        not isinstance(queues, int) or queues < FEWEST_QUEUES or "borrowingLimitPercent" not in spec
    ):
        message = f"{level.ref} lets one tenant take the share of the others, or of the platform"
        remedy = "set several queues and a borrowingLimitPercent"
        yield Broken(level, message, remedy, ("spec", "limited"))
    for other in schemas:
        shares = str(mapping(other.body, *LEVEL[:-1]).get("name")) == name
        if shares and _names_platform(facts, other):
            message = f"{other.ref} puts the platform on the tenants' level {name}"
            yield Broken(other, message, "give the platform a level of its own", LEVEL)


def _names_platform(facts: Facts, schema: Manifest) -> bool:
    """Whether a schema is about the platform's accounts, and not simply about everybody's."""
    rules = list(_rules(schema))
    own = facts.site.platform_namespaces
    named = any(_matches(rule, namespace) for rule in rules for namespace in own)
    return named and not any(_everybody(rule, "") for rule in rules)


def _rank(schema: Manifest) -> int:
    value = mapping(schema.body, "spec").get("matchingPrecedence", 1000)
    return value if isinstance(value, int) else 0  # whatever it is, it is judged


def _rules(schema: Manifest) -> Iterator[Body]:
    yield from map(mapping, items(schema.body, "spec", "rules"))


def _matches(rule: Body, namespace: str) -> bool:
    """Whether some request of an account of the namespace may match."""
    if _everybody(rule, namespace):
        return True
    for subject in items(rule, "subjects"):
        account, user = mapping(subject, "serviceAccount"), mapping(subject, "user")
        if account.get("namespace") == namespace:
            return True
        if str(user.get("name")).startswith(f"system:serviceaccount:{namespace}:"):
            return True
    return False


def _everybody(rule: Body, namespace: str) -> bool:
    """Whether every account of the namespace matches."""
    groups = {*EVERYBODY, f"system:serviceaccounts:{namespace}"}
    return any(
        str(mapping(subject, "group").get("name")) in groups
        or mapping(subject, "user").get("name") == "*"
        for subject in items(rule, "subjects")
    )


def _all_requests(rule: Body) -> bool:
    """Whether a rule covers every request for resources."""
    return any(
        mapping(each).get("clusterScope") is True
        and all("*" in items(each, field) for field in ("verbs", "apiGroups", "resources"))
        and "*" in items(each, "namespaces")
        for each in items(rule, "resourceRules")
    )


RULE = Rule("Q09", "api-fairness", Severity.HIGH, check)
