"""What gives a credential away: its shape, its name, or that nobody could remember it."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log2

_SHAPES: tuple[tuple[str, str], ...] = (
    ("a private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
    ("a private key in base64", r"LS0tLS1CRUdJTiB(?!DRVJU|QVUJMSUMg)[A-Za-z0-9+/]{16}"),
    ("an age key", r"AGE-SECRET-KEY-1[0-9A-Z]{20}"),
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9_]{30})"),
    ("a GitLab token", r"\bglpat-[\w-]{20}"),
    ("a Slack token", r"\bxox[abeprs]-[\w-]{10}"),
    ("a Slack webhook", r"hooks\.slack\.com/services/T\w+/B\w+/\w{8}"),
    ("a Stripe key", r"\b(?:[sr]k_(?:live|test)_|whsec_)[0-9A-Za-z]{16}"),
    ("a SendGrid key", r"\bSG\.[\w-]{16,}\.[\w-]{16}"),
    ("a Twilio key", r"\bSK[0-9a-f]{32}\b"),
    ("a Google API key", r"\bAIza[\w-]{35}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{30}"),
    ("a PyPI token", r"\bpypi-[\w-]{40}"),
    ("a Docker token", r"\bdckr_pat_[\w-]{20}"),
    ("an OpenBao or Vault token", r"\bhv[sbr]\.[\w-]{20}"),
    ("a JSON Web Token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}"),
    (
        "a password hash",
        r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:argon2id?|apr1|[156y])\$[^\s$]+\$",
    ),
    ("credentials of a registry", r"\"auth\"\s*:\s*\"[A-Za-z0-9+/]{12,}=*\""),
    (
        "an authorization header",
        r"(?:[Aa]uthorization['\"]?\s*[:=]\s*['\"]?(?:[Bb]asic|[Bb]earer))\s+[A-Za-z0-9+/._-]{8,}",
    ),
    ("a user with a password", r"(?:\s|^)(?:-u|--user)[ =]['\"]?[\w.-]+:(?![${<%'\"])[^\s'\"]{3}"),
    ("a URL with a password", r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:(?![${<%])[^\s/@'\"]+@"),
)
_ANY_SHAPE = re.compile("|".join(f"({shape})" for _, shape in _SHAPES))
_HINTS = (
    *("PRIVATE KEY", "LS0tLS1", "AGE-SECRET", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_"),
    *("ghr_", "github_pat", "glpat-", "xox", "hooks.slack", "k_live_", "k_test_", "whsec_", "SG."),
    *("SK", "AIza", "npm_", "pypi-", "dckr_pat", "hvs.", "hvb.", "hvr.", "eyJ", "$", '"auth"'),
    *("uthorization", "-u", "--user", "://"),
)
"""One of these is in every shape; looking for them first is a hundred times faster."""
_NAMED = re.compile(
    r"pass(?:wor[dt]|wd|phrase|code)|\bpwd\b|secret|token|api_?key|private_?key|access_?key"
    r"|signing_?key|encryption_?key|shared_?key|preshared|credential|pepper"
)
_ABOUT = re.compile(
    r"(?:file|path|dir|name|names|ref|refs|url|uri|id|kind|type|ttl|age|expiry|expires|expiration"
    r"|seconds|lifetime|timeout|interval|length|size|count|limit|header|field|algorithm|method"
    r"|mode|policy|enabled|required|audience|issuer|class|host|mount|store|prefix"
    r"|(?:^|_)(?:existing|config|pull|tls|cert|ca)_secrets?)$"
)
"""Ends of names that say something about a credential instead of holding it."""
_ASSIGNED = re.compile(
    r"""(?:^|[\s,;{'"&?]|--)(?P<name>[A-Za-z][\w.-]{2,60})['"]?\s*(?::=|=>|[:=])\s*"""
    r"""(?:'(?P<single>[^'\n]*)'|"(?P<double>[^"\n]*)"|(?P<bare>[^\s'",;&}\])]+))"""
)
_REFERENCE = re.compile(
    r"^(?:[/.~$<%&*!@-]|file:|env:|vault:|https?://[^@]*$)|[({\[]|\$\{?\w|^\w+\.\w+(?:\.\w+)*$"
    r"|^[a-z0-9-]+/[a-z0-9.-]+$"
)
"""Paths, variables, templates, calls, addresses, attributes and `namespace/name`."""
_PLAIN = frozenset(
    {"", "true", "false", "yes", "no", "on", "off", "null", "none", "nil", "required"}
)
_RUN = re.compile(r"(?<![\w.])(?<!sha\d{3}[:-])[A-Za-z0-9+]{20,}(?![\w.(])")
_HEX = re.compile(r"^[0-9a-fA-F]+$")
_HEX_LENGTH = 32
"""Characters from which hexadecimal digits are a key rather than a number."""
_BITS, _HEX_BITS = 3.9, 3.0
"""Shannon entropy, bits a character, from which text is taken to be random."""


def shape(text: str) -> str:
    """The kind of credential that a text contains; empty if none is recognised."""
    for hint in _HINTS:
        if hint in text:
            found = _ANY_SHAPE.search(text)
            return _SHAPES[(found.lastindex or 1) - 1][0] if found else ""
    return ""


@lru_cache(maxsize=65_536)
def names_credential(name: str) -> bool:
    """Whether a name says that its value is a credential."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    return bool(_NAMED.search(plain)) and not _ABOUT.search(plain)


def is_literal(value: str) -> bool:
    """Whether a value is itself, and no path, variable, template or call that leads to it."""
    plain = value.strip()
    return plain.lower() not in _PLAIN and not _REFERENCE.search(plain)


def assigned(line: str) -> str:
    """Name of the first credential to which a line of a file or command assigns a literal."""
    if not _NAMED.search(line.lower()):
        return ""
    for match in _ASSIGNED.finditer(line):
        name, bare = match["name"], match["bare"]
        value = next((part for part in (match["single"], match["double"], bare) if part), "")
        variable = bare == name and not match[0].lstrip().startswith("--")
        if names_credential(name) and is_literal(value) and not variable:
            return str(name)
    return ""


def random_run(text: str) -> str:
    """The first few characters of a run that looks random; empty if there is none."""
    for run in _RUN.findall(text):
        classes = sum(any(test(char) for char in run) for test in _CLASSES)
        hexadecimal = _HEX.match(run) and len(run) >= _HEX_LENGTH and classes > 1
        if hexadecimal and _entropy(run) >= _HEX_BITS:
            return f"{run[:4]}…"
        if classes == len(_CLASSES) and _entropy(run) >= _BITS:
            return f"{run[:4]}…"
    return ""


_CLASSES = (str.islower, str.isupper, str.isdigit)


def _entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    counts = (text.count(char) / len(text) for char in set(text))
    return -sum(share * log2(share) for share in counts)
