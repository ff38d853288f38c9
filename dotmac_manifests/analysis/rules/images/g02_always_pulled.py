"""Every start asks the registry for the image.

Why: an image that lies on a node is started for whoever names it, with or without the right to
pull it: a tenant runs another's private image by guessing its name. With Always, the registry
checks the pull secret at every start; the layers still come from the node.

Reads: imagePullPolicy of every container and init container, of jobs and analyses too, and of
CloudNativePG clusters.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app, imagePullPolicy: IfNotPresent}]

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app, imagePullPolicy: Always}]

Source: MTB-PL1-CC-DI-1; CIS 1.2 (AlwaysPullImages);
https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

FIELD, ALWAYS = "imagePullPolicy", "Always"
REMEDY = f"set {FIELD}: {ALWAYS}"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield containers and clusters that may start an image that lies on the node."""
    for pods in facts.pods:
        for path, container in pods.containers():
            if container.get(FIELD) != ALWAYS:
                name = f"container {container.get('name')} of {pods.manifest.ref}"
                message = f"{name} may start an image that somebody else pulled"
                yield Broken(pods.manifest, message, REMEDY, (*path, FIELD))
        for index, volume in enumerate(items(pods.spec, "volumes")):
            if "image" in mapping(volume) and mapping(volume, "image").get("pullPolicy") != ALWAYS:
                message = f"an image volume of {pods.manifest.ref} may be what somebody else pulled"
                path = (*pods.spec_path, "volumes", index, "image")
                yield Broken(pods.manifest, message, "set pullPolicy: Always", path)
    for cluster in facts.kind("Cluster", "postgresql.cnpg.io"):
        if mapping(cluster.body, "spec").get(FIELD) != ALWAYS:
            message = f"instances of {cluster.ref} may start an image that somebody else pulled"
            yield Broken(cluster, message, REMEDY, ("spec", FIELD))


RULE = Rule("G02", "always-pulled", Severity.MEDIUM, check)
