"""No code comes into a pod past its image.

Why: a digest promises what runs. A volume that is filled from a repository, or an artefact that is
mounted as files, brings in code that nobody tested or pinned; a container that fetches a
repository in a loop brings in new code at every push.

Reads: volumes of every pod template: no gitRepo, and images mounted as volumes only from the
site's registries with a digest; containers: no image that fetches repositories (git-sync).

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      volumes:
        - {name: plugins, image: {reference: "ghcr.io/somebody/plugins:1"}}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      volumes:
        - {name: settings, configMap: {name: app}}

Source: CKV_K8S_159; https://kubernetes.io/docs/concepts/storage/volumes/#image
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.images import Image
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods

FETCHERS = ("git-sync",)


def check(facts: Facts) -> Iterator[Broken]:
    """Yield volumes and containers that bring in code."""
    for pods in facts.pods:
        for index, volume in enumerate(items(pods.spec, "volumes")):
            reason = _reason(facts, pods, mapping(volume))
            if reason:
                message = f"volume {mapping(volume).get('name')} of {pods.manifest.ref} {reason}"
                path = (*pods.spec_path, "volumes", index)
                yield Broken(pods.manifest, message, "put it into the image", path)
        for path, container in pods.containers():
            image = Image(pods.manifest, path, str(container.get("image") or ""))
            if any(fetcher in image.name for fetcher in FETCHERS):
                message = f"{image.text} of {pods.manifest.ref} fetches code while it runs"
                yield Broken(pods.manifest, message, "put the code into an image", path)


def _reason(facts: Facts, pods: Pods, volume: object) -> str:
    if "gitRepo" in mapping(volume):
        return "is filled from a repository"
    if "image" in mapping(volume):
        image = Image(pods.manifest, (), str(mapping(volume, "image").get("reference") or ""))
        if image.within(facts.site.registries) is None or not image.digest:
            return f"mounts {image.text or 'an unnamed image'}, which is not ours, or not pinned"
    return ""


RULE = Rule("G04", "no-foreign-code", Severity.HIGH, check)
