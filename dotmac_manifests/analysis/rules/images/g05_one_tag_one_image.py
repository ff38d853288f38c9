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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.images import images
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Use:
    """A repository, a tag of it, the digest that stands beside, and where."""

    repository: str
    tag: str
    digest: str
    manifest: Manifest
    path: FieldPath


def claims(facts: Facts) -> Iterator[Use]:
    """Every image with a tag and a digest; what an object is called is remembered once."""
    bare: dict[int, Manifest] = {}
    for image in images(facts):
        repository = image.within(facts.site.registries) or image.name
        digest = image.text.partition("@")[2]
        if image.tag and digest:
            named = bare.setdefault(id(image.manifest), image.manifest.bare)
            yield Use(repository, image.tag, digest, named, image.path)


def compare(uses: Iterable[Use]) -> Iterator[Broken]:
    """Yield images of a tag whose digest is not the one that most others have."""
    found: dict[tuple[str, str], dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        found[use.repository, use.tag][use.digest].append(use)
    for (repository, tag), digests in found.items():
        usual, *others = sorted(digests, key=lambda digest: (-len(digests[digest]), digest))
        for digest in others:
            for use in digests[digest]:
                message = f"{repository}:{tag} is {digest[:19]} in {use.manifest.ref}"
                remedy = "give the other content a tag of its own"
                yield Broken(use.manifest, f"{message}, elsewhere {usual[:19]}", remedy, use.path)


RULE = Rule("G05", "one-tag-one-image", Severity.HIGH, Comparison(claims, compare))
