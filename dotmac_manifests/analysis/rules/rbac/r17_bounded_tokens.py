"""Tokens that pods do get are for one audience and a short time.

Why: a token without an audience of its own is one for the API server: whoever is shown it can use
it there. Only accounts that hold a right at the API server get such a token; all others name the
service that the token is for, which can then not pass it on. An explicit expiry keeps a stolen
token short-lived, and the kubelet renews it.

Reads: projected serviceAccountToken sources of every pod template in guarded namespaces, and
whether a binding names the pod's account.

Violating:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      serviceAccountName: tool
      volumes:
        - name: token
          projected:
            sources:
              - serviceAccountToken:
                  path: token
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Clean:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      serviceAccountName: tool
      volumes:
        - name: token
          projected:
            sources:
              - serviceAccountToken:
                  path: token
                  audience: vault
                  expirationSeconds: 3600
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Source: CIS 5.1.6; https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken;
OWASP K8s Top Ten 2025 K03
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods

_SHORTEST, _LONGEST = 600, 86_400
"""Seconds: the API server's minimum, and a day."""


def check(facts: Facts) -> Iterator[Broken]:
    """Tokens for anybody, or for ever."""
    guarded = set(facts.guarded)
    granted = {
        (subject.home, subject.account)
        for binding in facts.access.bindings
        for _, subject in binding.subjects
        if subject.account
    }
    for pods in facts.pods:
        if pods.namespace in guarded:
            holds = (pods.namespace, str(pods.spec.get("serviceAccountName"))) in granted
            yield from _tokens(pods, holds)


def _tokens(pods: Pods, holds: bool) -> Iterator[Broken]:
    what = f"{pods.manifest.ref.kind} {pods.manifest.ref.name}"
    for index, volume in enumerate(items(pods.spec, "volumes")):
        for number, source in enumerate(items(volume, "projected", "sources")):
            if not (isinstance(source, dict) and "serviceAccountToken" in source):
                continue
            token = mapping(source, "serviceAccountToken")
            path = (*pods.spec_path, "volumes", index, "projected", "sources", number)
            if not token.get("audience") and not holds:
                yield Broken(
                    pods.manifest,
                    f"{what} gets a token for the API server, at which its account has no right",
                    "name the audience of the service that it is for, or remove the token",
                    path,
                )
            expiry = token.get("expirationSeconds")
            if type(expiry) is not int or not _SHORTEST <= expiry <= _LONGEST:
                said = "no expiry" if expiry is None else f"the expiry {expiry!r}"
                yield Broken(
                    pods.manifest,
                    f"{what} gets a token with {said}",
                    f"set expirationSeconds, from {_SHORTEST} to {_LONGEST}",
                    path,
                )


RULE = Rule("R17", "bounded-tokens", Severity.MEDIUM, check)
