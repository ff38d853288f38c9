"""Findings about the rules of roles, which name the holders as evidence."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.access import PolicyRule
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rbac._subjects import is_deployer
from dotmac_manifests.analysis.rules.rule import Broken


def broken(facts: Facts, rule: PolicyRule, message: str, remedy: str) -> Broken:
    """A finding about one rule of a role; ``message`` goes on after the role's name."""
    return Broken(
        rule.role,
        f"{rule.role.ref.kind} {rule.role.ref.name} {message}",
        remedy,
        rule.path,
        facts.access.evidence(rule),
    )


def unreadable(facts: Facts) -> Iterator[Broken]:
    """Rules of roles that are not what the API says they are."""
    for rule in facts.access.rules:
        if rule.unreadable:
            yield broken(
                facts,
                rule,
                f"cannot be judged: {', '.join(rule.unreadable)} is not a list of text",
                "write lists of text, as the API asks for",
            )


def is_deployers(facts: Facts, role: Manifest) -> bool:
    """Whether a role is the deployer's and nobody else holds it."""
    space = role.ref.namespace
    return (
        role.ref.kind == "Role"
        and space in facts.owners
        and role.ref.name == facts.site.deployer_role
        and all(
            is_deployer(facts, subject, space)
            for _, subject in facts.access.holders.get(id(role), ())
        )
    )
