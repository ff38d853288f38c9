"""Facts of a few documents."""

from __future__ import annotations

from textwrap import dedent

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.site import Site


def facts_of(text: str) -> Facts:
    """Facts of one cluster, written down as YAML."""
    return Facts("", parse(dedent(text)), Site())
