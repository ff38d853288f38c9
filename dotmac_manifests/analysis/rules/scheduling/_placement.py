"""Where pods ask to be placed: pod templates, and database clusters with fields of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.walled import walled
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Placement:
    """Pods of one object; ``spec`` is shaped like a pod spec, whatever the object is."""

    manifest: Manifest
    path: FieldPath
    spec: Body

    @property
    def namespace(self) -> str:
        """Namespace of the pods."""
        return self.manifest.ref.namespace


def placements(facts: Facts) -> Iterator[Placement]:
    """Everything that makes pods in tenants' and platform namespaces."""
    for namespace in walled(facts):
        for pods in facts.pods_by_namespace.get(namespace, ()):
            yield Placement(pods.manifest, pods.spec_path, pods.spec)
        for cluster in facts.within(namespace, "Cluster"):
            if cluster.ref.group == "postgresql.cnpg.io":
                yield Placement(cluster, ("spec",), _database(mapping(cluster.body, "spec")))


def _database(spec: Body) -> Body:
    affinity = mapping(spec, "affinity")
    return {
        **{key: spec[key] for key in ("priorityClassName", "schedulerName") if key in spec},
        **{key: affinity[key] for key in ("nodeSelector", "tolerations") if key in affinity},
        "affinity": {
            "nodeAffinity": mapping(affinity, "nodeAffinity"),
            "podAffinity": mapping(affinity, "additionalPodAffinity"),
            "podAntiAffinity": mapping(affinity, "additionalPodAntiAffinity"),
        },
    }
