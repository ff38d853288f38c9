"""All objects together fit the object counts of the quota.

Why: an object beyond the count is refused when it is applied, so that a sync stops in the middle;
one that a controller makes, such as the Secret of a certificate, is refused much later, when the
certificate is renewed.

Reads: every object of a bounded namespace (as Q01) and what controllers make of it, against the
hard keys of its quotas that count objects.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec: {hard: {secrets: "1"}}
    ---
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: app, namespace: tenant-a}
    spec: {secretName: app-tls}

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec: {hard: {secrets: "2"}}
    ---
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: app, namespace: tenant-a}
    spec: {secretName: app-tls}

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-on-object-count
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import NANO, Unreadable
from dotmac_manifests.analysis.counts import objects
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._bounds import bounded, hard
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield counts that the namespace's objects exceed."""
    for namespace in bounded(facts):
        limits = hard(facts, namespace)
        if not limits:
            continue
        try:
            held = objects(facts, namespace)
        except Unreadable as error:
            message = f"how many objects {namespace} holds cannot be judged: {error}"
            yield Broken(facts.anchor(namespace), message, "write a number")
            continue
        for key, one in limits.items():
            count = held.get(key, 0)
            if count * NANO > one.value:
                message = f"{namespace} holds {count} of {key}, its quota is {one.value // NANO}"
                yield Broken(one.manifest, message, "raise the count", one.path)


RULE = Rule("Q11", "object-arithmetic", Severity.MEDIUM, check)
