"""Each tenant has a bucket of its own, and a key for no other.

Why: who can write where another's backups are can read, replace or delete them; a restore then
brings one tenant's data to another.

Reads: over all clusters together: buckets in CloudNativePG's ObjectStores, and those that jobs make
for tenants (variables BUCKET and POLICY): a tenant's bucket ends in its name and no other tenant,
nor a namespace of ours, uses it; policies name that bucket and what is in it, with actions of S3
that are listed.

Violating:

    apiVersion: barmancloud.cnpg.io/v1
    kind: ObjectStore
    metadata: {name: postgres, namespace: tenant-acme}
    spec:
      configuration: {destinationPath: "s3://backups/all"}

Clean:

    apiVersion: barmancloud.cnpg.io/v1
    kind: ObjectStore
    metadata: {name: postgres, namespace: tenant-acme}
    spec:
      configuration: {destinationPath: "s3://backups-acme/postgres"}

Source: K8S-MT; OWASP K8s Top Ten 2025 K08; https://cloudnative-pg.io/plugin-barman-cloud/
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

ARN = "arn:aws:s3:::"
PATH: FieldPath = ("spec", "configuration", "destinationPath")


def check(facts: Facts) -> Iterator[Broken]:
    """Buckets that are shared, and keys that open more than one."""
    owners: dict[str, str] = {}
    for cluster in facts.fleet:
        for store in cluster.kind("ObjectStore"):
            yield from _store(cluster, store, owners)
        for pods in cluster.pods:
            for path, container in pods.containers():
                variables = {
                    str(mapping(one).get("name")): mapping(one).get("value")
                    for one in items(container, "env")
                }
                if "BUCKET" in variables and "POLICY" in variables:
                    policy = str(variables["POLICY"])
                    wrong = _beyond(policy, str(variables["BUCKET"]))
                    if wrong:
                        yield _too_wide(pods, (*path, "env"), wrong)


def _store(facts: Facts, store: Manifest, owners: dict[str, str]) -> Iterator[Broken]:
    url = str(mapping(store.body, "spec", "configuration").get("destinationPath"))
    scheme, _, rest = url.partition("://")
    bucket = rest.partition("/")[0]
    space = store.ref.namespace
    owner = f"{facts.cluster} {facts.owners.get(space, space)}"
    if not scheme or not bucket:
        message = f"ObjectStore {store.ref.name} cannot be judged: {url} names no bucket"
        yield Broken(store, message, "write scheme://bucket/path", PATH)
        return
    tenant = facts.owners.get(space)
    if tenant and not bucket.endswith(f"-{tenant}"):
        message = f"{space} writes its backups to {bucket}, which is not called like {tenant}"
        yield Broken(store, message, "use the tenant's own bucket", PATH)
    if owners.setdefault(bucket, owner) != owner:
        other = owners[bucket].rpartition("/")[2]
        message = f"{space} and {other} both write to bucket {bucket}"
        yield Broken(store, message, "give each a bucket of its own", PATH)


def _beyond(policy: str, bucket: str) -> str:
    """What a policy allows beyond one bucket; empty if nothing."""
    try:
        statements = items(json.loads(policy), "Statement")
    except ValueError:
        return "what cannot be read"
    allowed = {f"{ARN}{bucket}", f"{ARN}{bucket}/*"}
    for statement in statements:
        found = mapping(statement)
        if found.keys() - {"Effect", "Action", "Resource", "Sid"}:
            return ", ".join(sorted(found.keys() - {"Effect", "Action", "Resource", "Sid"}))
        resources, actions = _texts(found.get("Resource")), _texts(found.get("Action"))
        for resource in resources - allowed or (set() if resources else {"every resource"}):
            return resource
        for action in actions:
            if "*" in action or not action.startswith("s3:"):
                return action
    return "" if statements else "nothing that can be read"


def _texts(value: object) -> set[str]:
    return {str(one) for one in (value if isinstance(value, list) else [value])}


def _too_wide(pods: Pods, path: FieldPath, what: str) -> Broken:
    name = f"{pods.manifest.ref.kind} {pods.manifest.ref.name}"
    message = f"{name} gives a key that allows {what}"
    remedy = "name the bucket and its objects, and the actions that are needed"
    return Broken(pods.manifest, message, remedy, path)


RULE = Rule("S05", "own-buckets", Severity.CRITICAL, check, fleet=True)
