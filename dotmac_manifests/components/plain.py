"""A construct tree that stays in Python, for processes that want bodies and nothing else.

The components are the same classes on either tree. Their bodies never pass through Node, so the
plain tree gives the same ones, without starting it and about seven times as fast. What it leaves
out is what cdk8s does with a finished tree: `to_json`, `synth`, dependencies, validation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple, TypeVar

Method = TypeVar("Method", bound=Callable[..., object])


class Trees:
    """Which trees this process builds."""

    plain = False

    @classmethod
    def stay_in_python(cls) -> bool:
        """Build plain trees from now on; False when it is too late, as cdk8s' are in use."""
        if "dotmac_manifests.components.cdk" not in sys.modules:
            cls.plain = True
        return cls.plain


class Construct:
    """A node of the tree, which its parent knows by a name of its own."""

    def __init__(self, scope: Construct | None, id: str) -> None:
        self._scope = scope
        self._id = id = id.replace("/", "--")  # as constructs does, whose paths have slashes
        self._names: set[str] | None = None  # of children, which most have none of
        if scope is None:
            return
        if not id:
            raise RuntimeError("only the root of a tree has no name")
        if scope._names is None:
            scope._names = {id}
        elif id in scope._names:
            raise RuntimeError(f"there is already a construct {id!r} in {scope}")
        else:
            scope._names.add(id)

    def __str__(self) -> str:
        return f"{self._scope}/{self._id}" if self._scope else self._id or "the root"


class App(Construct):
    """The root."""

    def __init__(self) -> None:
        super().__init__(None, "")


class Chart(Construct):
    """What becomes one file."""

    def __init__(
        self, scope: Construct, id: str, *, disable_resource_name_hashes: bool = False
    ) -> None:
        super().__init__(scope, id)

    @staticmethod
    def of(construct: Construct) -> Chart:
        """The chart that a construct stands in; raises RuntimeError without one."""
        found: Construct | None = construct
        while found is not None and not isinstance(found, Chart):
            found = found._scope
        if found is None:
            raise RuntimeError(f"{construct} stands in no chart")
        return found


class ApiObjectMetadata(NamedTuple):
    """Name and namespace of an object."""

    name: str
    namespace: str | None = None


class ApiObject(Construct):
    """What becomes one object of Kubernetes."""

    def __init__(
        self, scope: Construct, id: str, *, api_version: str, kind: str, metadata: ApiObjectMetadata
    ) -> None:
        super().__init__(scope, id)


def member(*, jsii_name: str) -> Callable[[Method], Method]:
    """Marks what overrides a method of JavaScript: nothing does here."""

    def unchanged(method: Method) -> Method:
        return method

    return unchanged
