"""An explanation of one connection: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dotmac_manifests.analysis.reachability.connections import ALL, NONE
from dotmac_manifests.analysis.reachability.explain import Evidence, Explanation, Place, Side
from dotmac_manifests.report import json
from dotmac_manifests.report.connections import conns


def as_text(found: Sequence[Explanation]) -> str:
    """The verdict, then each side with its policies, rules, files and lines."""
    return "".join(f"{line}\n" for one in found for line in _lines(one))


def as_json(found: Sequence[Explanation]) -> str:
    """`{"explanations": [...]}`, one for each kind of pod that source and destination have."""
    return json.document({"explanations": [_record(one) for one in found]})


def _lines(one: Explanation) -> Iterator[str]:
    yield f"{one.verdict}: {one.source} => {one.destination} : {one.asked}"
    if one.verdict == "partly allowed":
        yield f"  open: {one.allowed}"
        yield f"  closed: {one.denied}"
    yield from _side(one.egress)
    yield from _side(one.ingress)
    if one.verdict == "partly allowed" and one.asked == ALL:
        return  # nobody asked for all of it
    for sentence in one.missing():
        yield f"  missing: {sentence}"


def _side(side: Side) -> Iterator[str]:
    opened = "nothing" if side.allowed == NONE else str(side.allowed)
    yield f"  {side.direction.lower()} of {side.end} allows {opened}"
    if side.beyond:
        yield f"    {side.beyond}"
        return
    if not side.isolating:
        yield "    no policy applies, so everything is open"
        return
    for evidence in side.rules:
        yield f"    allowed by {_rule(evidence)}"
    for evidence in side.near:
        yield f"    close, but other ports: {_rule(evidence)}"
    if not side.rules:
        for place in side.isolating:
            yield f"    isolated by {place.policy} ({place.file}:{place.line})"


def _rule(evidence: Evidence) -> str:
    place = evidence.place
    ports = "no port" if evidence.connections == NONE else str(evidence.connections)
    through = f", as Service {evidence.through} makes it come from a node"
    text = f"{place.policy} {place.rule} ({place.file}:{place.line}): {ports}"
    return text + through if evidence.through else text


def _record(one: Explanation) -> dict[str, Any]:
    return {
        "src": one.source,
        "dst": one.destination,
        "verdict": one.verdict,
        "asked": conns(one.asked),
        "allowed": conns(one.allowed),
        "denied": conns(one.denied),
        "egress": _side_record(one.egress),
        "ingress": _side_record(one.ingress),
        "missing": list(one.missing()),
    }


def _side_record(side: Side) -> dict[str, Any]:
    return {
        "allowed": conns(side.allowed),
        "isolatedBy": [_place_record(place) for place in side.isolating],
        "allowedBy": [_evidence_record(one) for one in side.rules],
        "close": [_evidence_record(one) for one in side.near],
        "beyond": side.beyond,
    }


def _evidence_record(evidence: Evidence) -> dict[str, Any]:
    record = {**_place_record(evidence.place), "conns": conns(evidence.connections)}
    return {**record, "through": evidence.through} if evidence.through else record


def _place_record(place: Place) -> dict[str, Any]:
    record = {"policy": place.policy, "file": place.file, "line": place.line}
    return {**record, "rule": place.rule} if place.rule else record
