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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

ARN = "arn:aws:s3:::"
PATH: FieldPath = ("spec", "configuration", "destinationPath")


@dataclass(frozen=True)
class Bucket:
    """A bucket that backups are written to, by whom and from which namespace."""

    name: str
    owner: str
    store: Manifest


def claims(facts: Facts) -> Iterator[Bucket | Broken]:
    """Every bucket, and what is wrong with one whoever else there is."""
    for store in facts.kind("ObjectStore"):
        yield from _store(facts, store)
    for pods in facts.pods:
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


def compare(found: Iterable[Bucket | Broken]) -> Iterator[Broken]:
    """Buckets that are shared, and keys that open more than one."""
    owners: dict[str, str] = {}
    for one in found:
        if isinstance(one, Broken):
            yield one
        elif owners.setdefault(one.name, one.owner) != one.owner:
            other = owners[one.name].rpartition("/")[2]
            message = f"{one.store.ref.namespace} and {other} both write to bucket {one.name}"
            yield Broken(one.store, message, "give each a bucket of its own", PATH)


def _store(facts: Facts, store: Manifest) -> Iterator[Bucket | Broken]:
    url = str(mapping(store.body, "spec", "configuration").get("destinationPath"))
    scheme, _, rest = url.partition("://")
    bucket = rest.partition("/")[0]
    space = store.ref.namespace
    tenant = facts.owners.get(space)
    if not scheme or not bucket:
        message = f"ObjectStore {store.ref.name} cannot be judged: {url} names no bucket"
        yield Broken(store.bare, message, "write scheme://bucket/path", PATH)
        return
    if tenant and not bucket.endswith(f"-{tenant}"):
        message = f"{space} writes its backups to {bucket}, which is not called like {tenant}"
        yield Broken(store.bare, message, "use the tenant's own bucket", PATH)
    yield Bucket(bucket, f"{facts.cluster} {tenant or space}", store.bare)


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
    return Broken(pods.manifest.bare, message, remedy, path)


RULE = Rule("S05", "own-buckets", Severity.CRITICAL, Comparison(claims, compare))
