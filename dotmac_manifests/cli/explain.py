"""`dotmac explain`: why one connection is allowed or denied, with files and lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.console import Output, user_errors, write
from dotmac_manifests.cli.manifests import (
    PATHS,
    Choice,
    ClusterCidrs,
    IpBlockSelectsPods,
    read_clusters,
    reading,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotmac_manifests.analysis.cluster import Cluster
    from dotmac_manifests.analysis.reachability.explain import Explanation
    from dotmac_manifests.analysis.reachability.options import Options

_END = "A workload as name or namespace/name, an address, a CIDR, or {ingress-controller}."


def command(
    source: Annotated[str, typer.Argument(metavar="SRC", help=_END)],
    destination: Annotated[str, typer.Argument(metavar="DST", help=_END)],
    rest: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PORT[/PROTO]] [PATH]...",
            help=f"A port such as 5432, 1812/UDP, 80-90 or http. Default: all. {PATHS}",
        ),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which cluster, when there are several.")
    ] = None,
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
    ipblock_selects_pods: IpBlockSelectsPods = Choice.yes,
    cluster_cidr: ClusterCidrs = None,
) -> None:
    """Say whether a connection is allowed, by which rules, or what is missing on which side."""
    with user_errors(output):
        from dotmac_manifests.report.explanation import as_json, as_text

        port, paths = _split(rest or [])
        options = reading(ipblock_selects_pods, cluster_cidr)
        chosen = _cluster(read_clusters(paths), cluster, (source, destination))
        found = _explanations(chosen, options, source, destination, port)
        write(as_json(found) if output is Output.json else as_text(found))


def _split(rest: list[str]) -> tuple[str, list[str]]:
    """The port, if the first argument is one and no file is called so, and the paths."""
    from dotmac_manifests.analysis.reachability.ends import parse_port

    if rest and parse_port(rest[0]) and not Path(rest[0]).exists():
        return rest[0], rest[1:]
    return "", rest


def _cluster(clusters: Sequence[Cluster], name: str | None, ends: Sequence[str]) -> Cluster:
    """The cluster that is meant: the one of that name, or the only one that knows both ends."""
    from dotmac_manifests.analysis.reachability.ends import known_peer
    from dotmac_manifests.errors import DotmacError

    names = ", ".join(Path(one.name).name for one in clusters)
    if name is not None:
        clusters = [one for one in clusters if name in (one.name, Path(one.name).name)]
        if not clusters:
            raise DotmacError(f"There is no cluster {name!r}; known: {names}")
    for text in ends:
        known_peer(clusters, text)
    fitting = [one for one in clusters if all(_known(one, end) for end in ends)]
    if not fitting:
        raise DotmacError("Source and destination are in different clusters, beyond any policy")
    if len(fitting) > 1:
        known = ", ".join(Path(one.name).name for one in fitting)
        raise DotmacError(f"Several clusters know both; choose one by --cluster: {known}")
    return fitting[0]


def _known(cluster: Cluster, end: str) -> bool:
    from dotmac_manifests.analysis.reachability.edge import EDGE
    from dotmac_manifests.analysis.reachability.ends import as_addresses, means

    outside = as_addresses(end) is not None or means(end, EDGE)
    return outside or any(means(end, workload) for workload in cluster.workloads)


def _explanations(
    cluster: Cluster, options: Options, source: str, destination: str, port: str
) -> list[Explanation]:
    """One for each kind of pod at either end; those that say the same are said once."""
    from dotmac_manifests.analysis.cluster import PodClass
    from dotmac_manifests.analysis.reachability.connections import ALL
    from dotmac_manifests.analysis.reachability.edge import Edge
    from dotmac_manifests.analysis.reachability.ends import asked, ends
    from dotmac_manifests.analysis.reachability.engine import Reachability
    from dotmac_manifests.analysis.reachability.explain import explain
    from dotmac_manifests.errors import DotmacError

    engine = Reachability(cluster, options)
    sources, destinations = ends(engine, source), ends(engine, destination)
    if isinstance(destinations[0], Edge):
        raise DotmacError(f"{destinations[0]} brings in connections, and takes none")
    if not any(isinstance(end, PodClass) for end in (sources[0], destinations[0])):
        raise DotmacError("Neither end is a workload; policies judge connections of pods alone")
    wanted = asked(port, destinations) if port else ALL
    several = [explain(engine, one, other, wanted) for one in sources for other in destinations]
    return list(dict.fromkeys(several))
