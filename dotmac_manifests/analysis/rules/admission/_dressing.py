"""Whom expressions let off: the same request under every name that they mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dotmac_manifests.analysis.admission import Expressions, Refusal, Request, refusals
from dotmac_manifests.analysis.body import Body, copied, mapping
from dotmac_manifests.analysis.cel.syntax import Call, Literal, Macro, Name, Node, Select
from dotmac_manifests.analysis.rules.admission._trials import Held, Trial
from dotmac_manifests.analysis.rules.admission._wrong import PROBE, Place

_IDENTITY = frozenset(("name", "generateName", "labels", "annotations"))
_NOTES = ("labels", "annotations")
_NAME = re.compile(r"[^\s\\^$*]{1,253}")
_LONG, _MANY = 70, 12
"""Letters of a long name, items of a long list."""


def dressed(held: Held, trial: Trial, refused: frozenset[Refusal]) -> Iterator[str]:
    """Ways in which a request that is refused is not, in words that follow what it is.

    The validations that refuse it plainly have to refuse it in every guise.
    """
    names = {name for name, _ in refused}
    concerned = tuple((guard, trees) for guard, trees in held if guard.name in names)
    marks = [_marks(trees) for _, trees in concerned]
    words = sorted({word for mark in marks for word in mark.words})
    for word in words:
        if not refusals(concerned, _renamed(trial, word, words), refused):
            yield f" where {word!r} is its name, label or annotation"
    if any(mark.sized for mark in marks) and not refusals(concerned, _padded(trial), refused):
        yield " when it is long"


def likeness(held: Held, place: Place) -> object:
    """What expressions can tell of a namespace: guards, and the texts that are about it."""
    metadata = mapping(place.body, "metadata")
    words = {place.name, place.tenant}
    for field in _NOTES:
        words |= {str(part) for pair in mapping(metadata, field).items() for part in pair}
    texts = _texts(tuple(trees for _, trees in held))
    about = frozenset[str]().union(*(_those_about(word, texts) for word in words))
    return bool(place.tenant), place.vpn, tuple(guard.name for guard, _ in held), about


@lru_cache(maxsize=64)
def _texts(held: tuple[Expressions, ...]) -> frozenset[str]:
    return frozenset(text for trees in held for text in _marks(trees).texts)


@lru_cache(maxsize=4096)
def _those_about(word: str, texts: frozenset[str]) -> frozenset[str]:
    return frozenset(text for text in texts if _about(text, word))


def _about(text: str, word: str) -> bool:
    if text and (text in word or (len(word) > 1 and word in text)):
        return True
    try:
        return bool(re.search(r"[\^$*+?\[(]", text)) and re.search(text, word) is not None
    except re.error:
        return False


class _Marks:
    """What a policy's expressions mention: texts, and those of them that are names of something."""

    def __init__(self, trees: Expressions) -> None:
        nodes = tuple(trees.nodes())
        named = {name for name, tree in trees.variables.items() if _identifies(tree, frozenset())}
        self.texts = frozenset(
            node.value
            for node in nodes
            if isinstance(node, Literal) and isinstance(node.value, str)
        )
        self.words = frozenset(_words(nodes, frozenset(named)))
        self.sized = any(isinstance(node, Call) and node.name == "size" for node in nodes)


@lru_cache(maxsize=1024)
def _marks(trees: Expressions) -> _Marks:
    return _Marks(trees)


def _words(nodes: tuple[Node, ...], named: frozenset[str]) -> Iterator[str]:
    """Texts that stand in one comparison with a name, and keys of labels and annotations."""
    for node in nodes:
        if isinstance(node, Select) and isinstance(node.of, Select) and node.of.field in _NOTES:
            yield node.field
        joined = isinstance(node, Call) and node.name not in ("&&", "||", "!", "?:")
        if (joined or isinstance(node, Macro)) and _identifies(node, named):
            for part in node.walk():
                if isinstance(part, Literal) and _NAME.fullmatch(str(part.value)):
                    yield str(part.value)


def _identifies(tree: Node, named: frozenset[str]) -> bool:
    """Whether an expression says which object it is, rather than what is in it."""
    return any(
        isinstance(node, Select)
        and (
            node.field in _IDENTITY
            or (isinstance(node.of, Name) and node.of.name == "variables" and node.field in named)
        )
        for node in tree.walk()
    )


def _renamed(trial: Trial, word: str, words: list[str]) -> Request:
    """The request with a word for a name, and with every word as a label and annotation."""
    request = trial.request
    space = _noted(request.namespace, {}, word, words) if request.namespace else None
    if request.new is None or request.resource == "namespaces":
        return replace(request, namespace=space)
    new = _noted(_replaced(request.new, word), trial.base, word, words)
    new["metadata"]["name"] = word
    return replace(request, new=new, namespace=space)


def _noted(body: Body, base: Body, word: str, words: list[str]) -> dict[str, Any]:
    """A body with further labels and annotations, none of them with a key of the base's."""
    metadata = dict(mapping(body, "metadata"))
    for field in _NOTES:
        known = mapping(base, "metadata", field)
        more = {key: word for key in words if key not in known}
        metadata[field] = {**more, **mapping(metadata, field)}
    return {**body, "metadata": metadata}


def _replaced(value: Any, word: str) -> Any:
    """A body with a word in place of every name that a trial invented."""
    if isinstance(value, dict):
        return {key: _replaced(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, word) for one in value]
    return word if value == PROBE else value


def _padded(trial: Trial) -> Request:
    """The request with lists that are long, of more of what stands first in them."""
    request = trial.request
    if request.new is None or request.resource == "namespaces":
        return request
    body = _long(request.new)
    body["metadata"] = {**body["metadata"], "name": PROBE.ljust(_LONG, "x")}
    return replace(request, new=body)


def _long(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _long(one) for key, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        more = [copied(value[0])] * max(0, _MANY - len(value))
        return [*more, *value]
    return value
