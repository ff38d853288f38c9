"""Every object says which namespace it belongs to.

Why: an object without a namespace goes wherever it is applied: to `default` with kubectl, to the
destination of the Application with Argo CD. In `default` nothing is walled in, and a check that
groups objects by namespace does not see it where it ends up.

Reads: metadata.namespace of every object whose kind does not belong to the whole cluster. Kinds
that are not known to do so and have no namespace cannot be judged.

Violating:

    apiVersion: v1
    kind: Service
    metadata:
      name: isp-backend
    spec: {}

Clean:

    apiVersion: v1
    kind: Service
    metadata:
      name: isp-backend
      namespace: tenant-acme
    spec: {}

Source: CIS 5.6.4; kubescape C-0061;
https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.cluster_kinds import CLUSTER_KINDS
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Objects that could end up anywhere."""
    for manifest in facts.by_namespace.get("", ()):
        if manifest.ref.kind not in CLUSTER_KINDS:
            yield Broken(
                manifest,
                f"{manifest.ref.kind} {manifest.ref.name} names no namespace, so where it ends up"
                " cannot be judged",
                "set metadata.namespace",
                ("metadata",),
            )
    for manifest in facts.by_namespace.get("default", ()):
        yield Broken(
            manifest,
            f"{manifest.ref.kind} {manifest.ref.name} is in the namespace default, which nobody"
            " walls in",
            "give it a namespace of its own",
            ("metadata", "namespace"),
        )


RULE = Rule("E07", "namespace-is-said", Severity.MEDIUM, check)
