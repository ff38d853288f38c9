"""`dotmac reach`: every connection that the policies of rendered manifests allow."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.console import Output, err, user_errors, write
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

    from dotmac_manifests.analysis.reachability.connectivity import Connection


class Format(StrEnum):
    """How connections are printed."""

    text = "text"
    json = "json"
    csv = "csv"
    dot = "dot"
    mermaid = "mermaid"


def command(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help=PATHS)] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="X",
            help="Only from here: a namespace, a workload, namespace/workload, an address or a "
            "CIDR, {ingress-controller}; with * and ?. Repeatable.",
        ),
    ] = None,
    destination: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="X", help="Only to here, given like --from. Repeatable."),
    ] = None,
    output: Annotated[Format, typer.Option("-o", "--output", help="How to report.")] = Format.text,
    ipblock_selects_pods: IpBlockSelectsPods = Choice.yes,
    cluster_cidr: ClusterCidrs = None,
    ipv6: Annotated[
        bool | None,
        typer.Option(
            "--ipv6/--no-ipv6",
            help="List IPv6 addresses. By default when the manifests mention IPv6.",
        ),
    ] = None,
) -> None:
    """Show who can open a connection to whom, on which ports, by the NetworkPolicies."""
    with user_errors(Output.json if output is Format.json else Output.text):
        from dotmac_manifests.analysis.reachability.connectivity import connectivity, notes
        from dotmac_manifests.analysis.reachability.ends import known_peer
        from dotmac_manifests.analysis.reachability.engine import Reachability
        from dotmac_manifests.report.connections import FORMATS

        options = reading(ipblock_selects_pods, cluster_cidr)
        clusters = read_clusters(paths or ())
        sources = [known_peer(clusters, text) for text in source or ()]
        destinations = [known_peer(clusters, text) for text in destination or ()]
        engines = [Reachability(cluster, options) for cluster in clusters]
        found = [one for engine in engines for one in connectivity(engine, ipv6=ipv6)]
        write(FORMATS[output](_only(found, sources, destinations)))
        console = err()
        for note in dict.fromkeys(note for engine in engines for note in notes(engine)):
            console.print(f"note: {note.about} {note.text}", style="yellow", soft_wrap=True)


def _only(
    found: Sequence[Connection], sources: Sequence[str], destinations: Sequence[str]
) -> list[Connection]:
    from dotmac_manifests.analysis.reachability.ends import means

    return [
        one
        for one in found
        if (not sources or any(means(text, one.source) for text in sources))
        and (not destinations or any(means(text, one.destination) for text in destinations))
    ]
