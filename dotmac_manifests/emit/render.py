"""A unit's constructs to bytes: ordered, quoted, checked against their schemas."""

from __future__ import annotations

from hashlib import sha256
from operator import itemgetter

from dotmac_manifests.analysis.schema import fits, validate
from dotmac_manifests.components.cdk import App
from dotmac_manifests.emit.owners import identity_hash
from dotmac_manifests.emit.press import Press, Words
from dotmac_manifests.emit.rendered import Rendered, index, index_path
from dotmac_manifests.emit.unit import Unit
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.order import object_sort_key, ordered
from dotmac_manifests.kube.refs import Identity, group_of, ref_of
from dotmac_manifests.kube.yaml_writer import SEPARATOR, dump


def render(unit: Unit, press: Press | None = None) -> Rendered:
    """Build the unit's charts and write them out in memory, all anew or with a press.

    Raises InputError when two objects of the unit share an identity or an object does not fit
    its schema: nothing that a cluster would refuse is ever written.
    """
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    homes: dict[Identity, str] = {}
    identities: dict[str, bytes] = {}
    words = Words(unit.words)
    for chart in unit.charts(App()):
        texts: list[str] = []
        hashes: list[bytes] = []
        placed = sorted([(object_sort_key(body), body) for body in chart.bodies], key=itemgetter(0))
        bodies = [body for _, body in placed]
        keys = press.keys(bodies, words) if press and unit.words else [None] * len(bodies)
        for ((_, namespace, name, kind, api_version), body), key in zip(placed, keys, strict=True):
            identity = (group_of(api_version), kind, namespace, name)
            hashes.append(identity_hash(unit.region, identity))
            if identity in homes:
                message = f"is rendered in {homes[identity]} already"
                problems.append(Problem(chart.path, 0, 0, str(ref_of(body)), message))
            homes[identity] = chart.path
            form = press.form(key) if press else None
            if press and form and press.fits(form, body, unit.kubernetes):
                texts.append(press.stamp(form, body, words))
                continue
            if key is None or not fits(body, kubernetes_minor=unit.kubernetes):
                mistakes = validate(body, kubernetes_minor=unit.kubernetes)
                ref = ref_of(body)
                problems += (
                    Problem(chart.path, 0, 0, f"{ref} {error.path}", error.message, error.remedy)
                    for error in mistakes
                )
                if mistakes:
                    continue
            texts.append(press.write(body, words, key) if press else dump([ordered(body)]))
        if texts:
            header = f"# Written by `dotmac synth` from {unit.inputs}; change that file instead.\n"
            files[chart.path] = (header + SEPARATOR.join(texts)).encode()
            identities[chart.path] = b"".join(hashes)
    if problems:
        raise InputError(problems)
    contents = {path: sha256(data).hexdigest() for path, data in files.items()}
    own = index_path(unit.name)
    files[own] = index(contents)
    contents[own] = sha256(files[own]).hexdigest()
    return Rendered(unit.name, unit.region, files, contents, identities)
