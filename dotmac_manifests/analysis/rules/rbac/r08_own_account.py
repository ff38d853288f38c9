"""Every workload runs as a service account of its own.

Why: pods that share an account share every right and every identity that it is ever given: at the
API server, at the secret store, at the cloud. `default` is shared by everything that says
nothing. An account that nobody defines can be defined by somebody else, with other settings.

Reads: serviceAccountName of every pod template in tenants' and the platform's namespaces, the
ServiceAccounts there, and which workloads name the same one. One object that makes pods is one
workload; the bare pods of one account are one too.

Violating:

    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Clean:

    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: tool
      namespace: tenant-acme
    automountServiceAccountToken: false
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: tool
      namespace: tenant-acme
    spec:
      serviceAccountName: tool
      containers:
        - name: tool
          image: registry.dotmac.io/tool

Source: CIS 5.1.5; kubescape C-0189;
https://kubernetes.io/docs/concepts/security/service-accounts/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods


def check(facts: Facts) -> Iterator[Broken]:
    """Pods without an account, with one that is not there, or with somebody else's."""
    guarded = set(facts.guarded)
    users: dict[tuple[str, str], list[Pods]] = defaultdict(list)
    for pods in facts.pods:
        if pods.namespace not in guarded:
            continue
        what = f"{pods.manifest.ref.kind} {pods.manifest.ref.name}"
        name = pods.spec.get("serviceAccountName")
        path = (*pods.spec_path, "serviceAccountName")
        if not isinstance(name, str) or name in {"", "default"}:
            yield Broken(
                pods.manifest,
                f"{what} runs as the namespace's default account",
                "make a ServiceAccount for it and name that in serviceAccountName",
                path,
            )
            continue
        if facts.find("ServiceAccount", pods.namespace, name) is None:
            yield Broken(
                pods.manifest,
                f"{what} runs as account {name}, which is not defined in {pods.namespace}",
                "define the ServiceAccount beside it",
                path,
            )
        users[pods.namespace, name].append(pods)
    for (_, name), found in users.items():
        first = found[0].manifest
        for pods in found[1:]:
            if pods.manifest is not first:
                yield Broken(
                    pods.manifest,
                    f"{pods.manifest.ref.kind} {pods.manifest.ref.name} runs as account {name},"
                    f" as does {first.ref.kind} {first.ref.name}",
                    "give each workload a ServiceAccount of its own",
                    (*pods.spec_path, "serviceAccountName"),
                )


RULE = Rule("R08", "own-account", Severity.HIGH, check)
