"""No pod gets an API token without asking for one.

Why: by default every pod carries a token of its account; a process that is taken over has it at
once. The account's setting can be overridden by the pod and the pod's by the account, so both say
no, as does the account `default`, which the control plane makes in every namespace with a yes.

Reads: automountServiceAccountToken of every ServiceAccount and pod template in guarded
namespaces; whether each of these has a ServiceAccount `default`.

Violating:

    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: default
      namespace: tenant-acme

Clean:

    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: default
      namespace: tenant-acme
    automountServiceAccountToken: false

Source: CIS 5.1.5 and 5.1.6; kubescape C-0034; NSA/CISA Kubernetes Hardening Guidance;
https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_FIELD = "automountServiceAccountToken"
_REMEDY = f"set {_FIELD}: false; project a token where one is needed"


def check(facts: Facts) -> Iterator[Broken]:
    """Tokens that come by default."""
    guarded = set(facts.guarded)
    for space in facts.guarded:
        if facts.find("ServiceAccount", space, "default") is None:
            yield Broken(
                facts.anchor(space),
                f"the account default of {space} is not defined, so its token is mounted",
                f"define ServiceAccount default with {_FIELD}: false",
            )
    for account in facts.kind("ServiceAccount", ""):
        if account.ref.namespace in guarded and account.body.get(_FIELD) is not False:
            message = f"ServiceAccount {account.ref.name} lets its token be mounted"
            yield Broken(account, message, _REMEDY, (_FIELD,))
    for pods in facts.pods:
        if pods.namespace in guarded and pods.spec.get(_FIELD) is not False:
            message = f"{pods.manifest.ref.kind} {pods.manifest.ref.name} lets a token be mounted"
            yield Broken(pods.manifest, message, _REMEDY, (*pods.spec_path, _FIELD))


RULE = Rule("R16", "no-mounted-tokens", Severity.HIGH, check)
