"""Entry point: the quick answer where there is one, else the whole command line."""

from __future__ import annotations

import gc
import os
import sys

from dotmac_manifests.cli import quick

_YOUNG = 100_000
"""Objects made before garbage is looked for: what is imported is none, however much it is."""


def run() -> None:
    """Entry point of the `dotmac` script."""
    gc.set_threshold(_YOUNG)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none has a say in inputs
    code = quick.synth(sys.argv[1:])
    if code is None:
        from dotmac_manifests.cli.app import build
        from dotmac_manifests.cli.console import prepare_streams

        prepare_streams()
        build(sys.argv[1] if len(sys.argv) > 1 else None)(prog_name="dotmac")
    raise SystemExit(code)
