"""What commands that judge manifests share: paths, and how the network plugin reads ipBlocks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dotmac_manifests.analysis.cluster import Cluster
    from dotmac_manifests.analysis.reachability.options import Options

DEFAULT_PATH = "dist"
PATHS = "Files and folders of manifests; - is standard input. Default: dist."


class Choice(StrEnum):
    """Yes or no."""

    yes = "yes"
    no = "no"


IpBlockSelectsPods = Annotated[
    Choice,
    typer.Option(
        "--ipblock-selects-pods",
        help="Whether the network plugin lets an ipBlock match addresses of pods.",
    ),
]
ClusterCidrs = Annotated[
    list[str] | None,
    typer.Option(
        "--cluster-cidr",
        metavar="CIDR",
        help="Where pods and nodes have addresses; repeatable. Default: the private ranges.",
    ),
]


def read_clusters(paths: Sequence[str]) -> tuple[Cluster, ...]:
    """The clusters that the manifests describe; raises InputError with every problem.

    Python's search for garbage in cycles stays off from here on: it would look through all
    manifests again and again, for half of the time, and a command makes next to none.
    """
    from dotmac_manifests.analysis.cluster import build_clusters
    from dotmac_manifests.analysis.load import load
    from dotmac_manifests.analysis.sources import STDIN

    gc.disable()
    given = list(paths) or [DEFAULT_PATH]
    stdin = sys.stdin.read() if STDIN in given else ""
    return build_clusters(load([one if one == STDIN else Path(one) for one in given], stdin))


def reading(selects_pods: Choice, cluster_cidrs: Sequence[str] | None) -> Options:
    """How ipBlocks are read; raises DotmacError for a range that is none."""
    from dotmac_manifests.analysis.reachability.addresses import parse_network
    from dotmac_manifests.analysis.reachability.options import PRIVATE_RANGES, Options
    from dotmac_manifests.errors import DotmacError

    try:
        ranges = tuple(map(parse_network, cluster_cidrs or ()))
    except ValueError as error:
        raise DotmacError(f"--cluster-cidr: {error}") from None
    return Options(selects_pods is Choice.yes, ranges or PRIVATE_RANGES)
