"""What the API server's admission does with a request, by the policies that were read.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.cel.evaluate import Lazy, Program, program
from dotmac_manifests.analysis.cel.parser import parse
from dotmac_manifests.analysis.cel.syntax import Node, Unknown
from dotmac_manifests.analysis.cel.values import Failed
from dotmac_manifests.analysis.guards import Guard

Refusal = tuple[str, int]
"""Name of a policy and number of the validation that refuses."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What reaches admission. A deletion has ``old`` alone; ``namespace`` is the Namespace object
    in which it happens, None for objects outside namespaces."""

    group: str
    resource: str
    version: str = "v1"
    operation: str = "CREATE"
    new: Body | None = None
    old: Body | None = None
    user: str
    groups: tuple[str, ...] = ("system:authenticated",)
    namespace: Body | None = None

    @property
    def name(self) -> str:
        """Name of the object."""
        return str(mapping(self.new or self.old or {}, "metadata").get("name", ""))

    def scope(self) -> dict[str, Any]:
        """The variables of an expression, the policy's own apart."""
        main, _, sub = self.resource.partition("/")
        space = mapping(self.namespace, "metadata").get("name", "") if self.namespace else ""
        return {
            "object": self.new,
            "oldObject": self.old,
            "namespaceObject": self.namespace,
            "request": {
                "operation": self.operation,
                "name": self.name,
                "namespace": space,
                "resource": {"group": self.group, "version": self.version, "resource": main},
                "subResource": sub,
                "dryRun": False,
                "userInfo": {"username": self.user, "groups": list(self.groups)},
            },
        }


@dataclass(frozen=True, eq=False)
class Expressions:
    """A policy's expressions as trees; ``mistakes`` tells of those that cannot be read."""

    conditions: tuple[Node, ...]
    variables: Mapping[str, Node]
    validations: tuple[Node, ...]
    mistakes: tuple[str, ...]

    @cached_property
    def programs(self) -> tuple[tuple[Program, ...], Mapping[str, Program], tuple[Program, ...]]:
        """Conditions, variables and validations, ready to be run."""
        variables = {name: program(tree) for name, tree in self.variables.items()}
        return (
            tuple(map(program, self.conditions)),
            variables,
            tuple(map(program, self.validations)),
        )

    def nodes(self) -> Iterator[Node]:
        """Every part of every expression."""
        for tree in (*self.conditions, *self.variables.values(), *self.validations):
            yield from tree.walk()


def expressions(guard: Guard) -> Expressions:
    """The expressions of a policy."""
    spec = mapping(guard.policy.body, "spec")
    mistakes: list[str] = []

    def trees(field: str) -> Iterator[tuple[str, Node]]:
        for one in items(spec, field):
            text = mapping(one).get("expression")
            try:
                yield (
                    str(mapping(one).get("name", "")),
                    parse(text if isinstance(text, str) else ""),
                )
            except (Unknown, RecursionError) as error:
                mistakes.append(f"{field}: {error}")

    conditions = tuple(tree for _, tree in trees("matchConditions"))
    variables = dict(trees("variables"))
    validations = tuple(tree for _, tree in trees("validations"))
    return Expressions(conditions, variables, validations, tuple(mistakes))


def concerns(guard: Guard, request: Request) -> bool:
    """Whether a policy looks at a request."""
    constraints = mapping(guard.policy.body, "spec", "matchConstraints")
    return any(
        _in(request.group, rule, "apiGroups")
        and _in(request.version, rule, "apiVersions")
        and _in(request.operation, rule, "operations")
        and _named(request.resource, items(rule, "resources"))
        and not items(rule, "resourceNames")
        and _scoped(rule, request)
        for rule in items(constraints, "resourceRules")
    )


def _in(value: str, rule: Any, field: str) -> bool:
    return bool({"*", value} & set(map(str, items(rule, field))))


def _named(resource: str, written: Iterable[Any]) -> bool:
    main, slash, sub = resource.partition("/")
    ways = {resource, "*/*"} | ({f"{main}/*", f"*/{sub}"} if slash else {"*"})
    return bool(ways & set(map(str, written)))


def _scoped(rule: Any, request: Request) -> bool:
    inside = request.namespace is not None and request.resource != "namespaces"
    return mapping(rule).get("scope", "*") in ("*", "Namespaced" if inside else "Cluster")


def refusals(
    guards: Iterable[tuple[Guard, Expressions]],
    request: Request,
    among: frozenset[Refusal] | None = None,
) -> frozenset[Refusal]:
    """What refuses a request, of policies that hold where it happens; ``among`` asks only these.

    Raises Unknown where an expression asks for what cannot be told.
    """
    found: set[Refusal] = set()
    for guard, trees in guards:
        if concerns(guard, request):
            name = guard.name
            asked = None if among is None else {number for one, number in among if one == name}
            found |= {(name, number) for number in _refusing(trees, request, asked)}
    return frozenset(found)


def _refusing(trees: Expressions, request: Request, asked: Container[int] | None) -> Iterator[int]:
    """Numbers of the validations that refuse; -1 for a condition that cannot be evaluated."""
    scope = request.scope()
    tests, variables, validations = trees.programs
    scope["variables"] = Lazy({name: partial(run, scope) for name, run in variables.items()})
    conditions = [_value(run, scope) for run in tests]
    if any(value is False for value in conditions):
        return
    if any(value is not True for value in conditions):
        yield -1  # failurePolicy is Fail: guards that fail open deny nowhere
    for number, run in enumerate(validations):
        if (asked is None or number in asked) and _value(run, scope) is not True:
            yield number


def _value(run: Program, scope: Mapping[str, Any]) -> Any:
    try:
        return run(scope)
    except Failed:
        return None
