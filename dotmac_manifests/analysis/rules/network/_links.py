"""Who may speak to whom by the site's word: links, and the names that selectors mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from dotmac_manifests.analysis.cluster import NAME_LABEL
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    PROTOCOLS,
    Connections,
    of,
    union,
    union_of,
)
from dotmac_manifests.analysis.reachability.selectors import IN, Selector
from dotmac_manifests.analysis.site_network import LINK

Names = frozenset[str]
ANYTHING = "*"


class Links:
    """Source and target to what is allowed between them."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._allowed: dict[tuple[str, str], Connections] = {}
        for text in texts:
            found = LINK.fullmatch(text)
            if found is None:
                raise ValueError(f"{text!r} is no link")
            opened = ports(found["ports"].split())
            for source in found["sources"].split():
                key = source, found["target"]
                self._allowed[key] = union(self._allowed.get(key, NONE), opened)

    def allowed(self, source: str, target: str) -> Connections:
        """What a source may open at a target, incl. what anything may."""
        own = self._allowed.get((source, target), NONE)
        return union(own, self._allowed.get((ANYTHING, target), NONE))

    @property
    def targets(self) -> Mapping[str, tuple[tuple[str, Connections], ...]]:
        """Target to each of its sources, with what they may open."""
        found: dict[str, list[tuple[str, Connections]]] = {}
        for (source, target), opened in self._allowed.items():
            found.setdefault(target, []).append((source, opened))
        return {target: tuple(sources) for target, sources in found.items()}

    def every_port(self) -> Connections:
        """All ports of all links."""
        return union_of(self._allowed.values())


@lru_cache(maxsize=64)
def links(texts: tuple[str, ...]) -> Links:
    """The links of a site's field."""
    return Links(texts)


def ports(texts: Iterable[str]) -> Connections:
    """Connections of texts such as `443` and `53/UDP`."""
    parts = [text.partition("/") for text in texts]
    return union_of(
        of(protocol or PROTOCOLS[0], int(number), int(number)) for number, _, protocol in parts
    )


def names(selector: Selector, labels: tuple[str, ...]) -> Names | None:
    """Names of the workloads that a selector can mean, by the first label; None without any."""
    exact = dict(selector.exact())
    return next((exact[label] for label in labels if label in exact), None)


def spaces(selector: Selector) -> Names | None:
    """Names of the namespaces that a selector can mean; None when it does not name them."""
    for one in selector.requirements:
        if one.operator == IN and one.key == NAME_LABEL:
            return one.values
    return None


def positive(selector: Selector) -> bool:
    """Whether it asks for the presence of a label, not only for the absence of some."""
    return any(one.operator in (IN, "Exists") for one in selector.requirements)
