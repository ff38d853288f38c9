"""Entry point: the quick answer where there is one, else the whole command line."""

from __future__ import annotations

import sys

from dotmac_manifests.cli import quick


def run() -> None:
    """Entry point of the `dotmac` script."""
    code = quick.synth(sys.argv[1:])
    if code is None:
        from dotmac_manifests.cli.app import app
        from dotmac_manifests.cli.console import prepare_streams

        prepare_streams()
        app(prog_name="dotmac")
    raise SystemExit(code)
