"""Images come from our registries, and are pinned to their content.

Why: a tag can be moved to another image after it was tested, by whoever may push to the registry;
a digest cannot. An image of a public registry is whatever its owner publishes next, it counts
against somebody's rate limit, and it is gone when its owner removes it. The tag stays beside the
digest for people to read.

Reads: every image of containers and init containers, jobs and analyses, of image volumes, of
operators' own objects (such as imageName), and of what charts are given as registry, repository,
tag and digest: one of the site's registries, a tag other than latest, and a sha256 digest.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: "docker.io/library/redis:7"}]

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: "registry.dotmac.io/mirror/redis:7@sha256:\\
            4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f"

Source: CKV_K8S_43; C-0306, C-0078; OWASP K02; CIS 5.5.1;
https://kubernetes.io/docs/concepts/containers/images/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.images import Image, images
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.site import Site


def check(facts: Facts) -> Iterator[Broken]:
    """Yield images of other registries, without a tag, or without a digest."""
    for image in images(facts):
        wrong = ", ".join(_wrong(image, facts.site))
        if wrong:
            message = f"image {image.text or '(none)'} of {image.manifest.ref} {wrong}"
            remedy = "write registry/repository:tag@sha256:digest of one of our registries"
            yield Broken(image.manifest, message, remedy, image.path)


def _wrong(image: Image, site: Site) -> Iterator[str]:
    if image.within(site.registries) is None:
        yield "is of another registry"
    if not image.tag or image.tag == "latest":
        yield "has no tag that says what it is"
    if not image.digest:
        yield "has no digest"


RULE = Rule("G01", "pinned-images", Severity.HIGH, check)
