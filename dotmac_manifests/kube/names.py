"""Rules for names, labels and hosts. Each check returns what is wrong, or None.

Source: Kubernetes documentation, "Object Names and IDs" and "Labels and Selectors"; RFC 1123.
"""

from __future__ import annotations

import re

LABEL_MAX = 63
"""Characters of a DNS label, a label value, and the name part of a label key."""
SUBDOMAIN_MAX = 253
"""Characters of a DNS subdomain, a host name, and the prefix of a label key."""

_DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_QUALIFIED = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")

_DNS_CHARACTERS = "lower-case letters, digits and '-', and begin and end with a letter or digit"
_QUALIFIED_CHARACTERS = (
    "letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
)


def dns_label_error(text: str) -> str | None:
    """Check a DNS-1123 label, such as the name of a namespace or of a container."""
    return _length_error(text, LABEL_MAX) or _dns_characters_error(text)


def dns_subdomain_error(text: str) -> str | None:
    """Check a DNS-1123 subdomain, such as the name of most kinds of object.

    As in Kubernetes, the parts between the dots may exceed 63 characters.
    """
    error = _length_error(text, SUBDOMAIN_MAX)
    if error:
        return error
    parts = text.split(".")
    if not all(parts):
        return "must not begin or end with '.' or contain '..'"
    return next(filter(None, map(_dns_characters_error, parts)), None)


def hostname_error(text: str) -> str | None:
    """Check a full host name: lower case, at least two labels, no wildcard, not an IP address."""
    error = dns_subdomain_error(text)
    if error:
        return error
    labels = text.split(".")
    if any(len(label) > LABEL_MAX for label in labels):
        return f"must have at most {LABEL_MAX} characters between two dots"
    if len(labels) == 1:
        return "must be a full host name with at least one '.'"
    if labels[-1].isdigit():
        return "must be a host name, not an IP address"
    return None


def label_value_error(text: str) -> str | None:
    """Check the value of a label; it may be empty."""
    if not text:
        return None
    return _length_error(text, LABEL_MAX) or _qualified_characters_error(text)


def label_key_error(text: str) -> str | None:
    """Check the key of a label or annotation: a name, or a DNS subdomain, '/' and a name."""
    prefix, slash, name = text.rpartition("/")
    if slash:
        error = dns_subdomain_error(prefix)
        if error:
            return f"before the '/': {error}"
    error = _length_error(name, LABEL_MAX) or _qualified_characters_error(name)
    return f"after the '/': {error}" if error and slash else error


def plural(kind: str) -> str:
    """Name by which the API serves a kind, such as `networkpolicies`, as kinds spell it by custom.

    Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology
    """
    name = kind.lower()
    if name == "endpoints":
        return name
    if name.endswith(("s", "x", "ch")):
        return f"{name}es"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"


def _length_error(text: str, most: int) -> str | None:
    if not text:
        return "must not be empty"
    if len(text) > most:
        return f"must have at most {most} characters, and has {len(text)}"
    return None


def _dns_characters_error(text: str) -> str | None:
    return None if _DNS_LABEL.fullmatch(text) else f"must consist of {_DNS_CHARACTERS}"


def _qualified_characters_error(text: str) -> str | None:
    return None if _QUALIFIED.fullmatch(text) else f"must consist of {_QUALIFIED_CHARACTERS}"
