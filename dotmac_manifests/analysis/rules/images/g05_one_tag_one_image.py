"""One tag means one image, for every tenant in every region.

Why: all tenants run the same golden image of a release; what was tested in the first ring is what
the last one gets. If a tag stands for two digests, some tenant runs something that nobody tested,
or that was put there for it alone.

Reads: every image of the whole fleet: repositories are compared without their registry, as regions
have mirrors; a repository and tag has one digest everywhere.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - {name: app, image: "registry.dotmac.io/app:1@sha256:ONE"}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-b}
    spec:
      containers:
        - {name: app, image: "registry.dotmac.io/app:1@sha256:TWO"}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - {name: app, image: "registry.dotmac.io/app:1@sha256:ONE"}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-b}
    spec:
      containers:
        - {name: app, image: "registry-ap.dotmac.io/app:1@sha256:ONE"}

Source: OWASP K02; NSA (image provenance); https://slsa.dev/spec/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.images import Image, images
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield images of a tag whose digest is not the one that most others have."""
    found: dict[tuple[str, str], dict[str, list[Image]]] = defaultdict(lambda: defaultdict(list))
    for cluster in facts.fleet or (facts,):
        for image in images(cluster):
            repository = image.within(facts.site.registries) or image.name
            digest = image.text.partition("@")[2]
            if image.tag and digest:
                found[repository, image.tag][digest].append(image)
    for (repository, tag), digests in found.items():
        usual, *others = sorted(digests, key=lambda digest: (-len(digests[digest]), digest))
        for digest in others:
            for image in digests[digest]:
                message = f"{repository}:{tag} is {digest[:19]} in {image.manifest.ref}"
                remedy = "give the other content a tag of its own"
                elsewhere = f"{message}, elsewhere {usual[:19]}"
                yield Broken(image.manifest, elsewhere, remedy, image.path)


RULE = Rule("G05", "one-tag-one-image", Severity.HIGH, check, fleet=True)
