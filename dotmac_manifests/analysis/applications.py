"""Argo CD's Applications of one cluster: in which project each is, and which files it brings.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dotmac_manifests.analysis.application_sets import Opaque, generated
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.globs import glob
from dotmac_manifests.analysis.load import Manifest

GROUP = "argoproj.io"
TOOLS = frozenset({"chart", "helm", "kustomize", "plugin"})
"""Fields of a source for which something renders its folder, rather than only reading it."""


@dataclass(frozen=True)
class Folder:
    """A folder of a repository from which an application takes plain manifests.

    The globs are over the path below the folder; `*` in them matches `/` too.
    """

    path: str
    recurse: bool
    include: str
    exclude: str

    @classmethod
    def of(cls, source: Body) -> Folder | None:
        """The folder of a source; None for a chart, or what a tool makes of a folder."""
        if "path" not in source or TOOLS & source.keys():
            return None
        directory = mapping(source, "directory")
        return cls(
            "/".join(part for part in str(source["path"]).split("/") if part not in ("", ".")),
            directory.get("recurse") is True,
            str(directory.get("include") or ""),
            str(directory.get("exclude") or ""),
        )

    def covers(self, path: str) -> bool:
        """Whether a file, by its path in the repository, is one of its manifests."""
        start = f"{self.path}/" if self.path else ""
        if not path.startswith(start):
            return False
        inner = path.removeprefix(start)
        if not self.recurse and "/" in inner:
            return False
        if self.exclude and glob(self.exclude).fullmatch(inner):
            return False
        return not self.include or bool(glob(self.include).fullmatch(inner))


class Applications:
    """Applications, those that sets make among them, by what they bring and what bounds them."""

    def __init__(self, cluster: str, manifests: Iterable[Manifest]) -> None:
        self.cluster = cluster
        self._files: dict[str, list[Body]] = defaultdict(list)
        self._kinds: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in manifests:
            self._files[manifest.file].append(manifest.body)
            if manifest.ref.group == GROUP:
                self._kinds[manifest.ref.kind].append(manifest)

    @property
    def sets(self) -> tuple[Manifest, ...]:
        """Every ApplicationSet."""
        return tuple(self._kinds["ApplicationSet"])

    @property
    def projects(self) -> tuple[Manifest, ...]:
        """Every AppProject."""
        return tuple(self._kinds["AppProject"])

    @cached_property
    def all(self) -> tuple[Manifest, ...]:
        """Every Application; those of a set that cannot be judged are missing."""
        return (*self._kinds["Application"], *(one for made in self.made.values() for one in made))

    @property
    def made(self) -> Mapping[str, tuple[Manifest, ...]]:
        """Name of a set to the Applications that it makes, if that can be told."""
        return self._sets[0]

    @property
    def opaque(self) -> Mapping[str, str]:
        """Name of each other set, to the reason why it cannot."""
        return self._sets[1]

    @cached_property
    def _sets(self) -> tuple[dict[str, tuple[Manifest, ...]], dict[str, str]]:
        files = {self.paths[file]: bodies for file, bodies in self._files.items()}
        made, opaque = {}, {}
        for one in self.sets:
            try:
                made[one.ref.name] = generated(one, files)
            except Opaque as reason:
                opaque[one.ref.name] = str(reason)
        return made, opaque

    @cached_property
    def _makers(self) -> Mapping[int, Manifest]:
        sets = {one.ref.name: one for one in self.sets}
        return {id(one): sets[name] for name, made in self.made.items() for one in made}

    def written(self, application: Manifest) -> Manifest:
        """The object in Git that makes an Application: itself, or its set."""
        return self._makers.get(id(application), application)

    def project(self, application: Manifest) -> Manifest | None:
        """The project of an Application, if it was read."""
        name = mapping(application.body, "spec").get("project")
        return self._projects.get((application.ref.namespace, str(name)))

    @cached_property
    def _projects(self) -> Mapping[tuple[str, str], Manifest]:
        return {(one.ref.namespace, one.ref.name): one for one in self.projects}

    @cached_property
    def folders(self) -> tuple[tuple[Folder, Manifest], ...]:
        """Every folder that is read as it is, with its Application."""
        return tuple(_folders(self.all))

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """File to its path in the repository, wherever the repository is: the cluster's folder is
        the one of its name in the paths of the Applications."""
        name = self.cluster.rstrip("/").rpartition("/")[2]
        written = _folders(self._kinds["Application"])
        split = [folder.path.split("/") for folder, _ in written] if name else []
        above = [parts[: parts.index(name)] for parts in split if name in parts]
        if not above:
            return {file: file.removeprefix("/") for file in self._files}
        outside = len(self.cluster.rstrip("/")) - len(name)
        start = "".join(f"{part}/" for part in min(above, key=len))
        return {file: f"{start}{file[outside:]}" for file in self._files}

    @cached_property
    def bringing(self) -> Mapping[str, tuple[Manifest, ...]]:
        """File to the Applications that bring it: one, if all is well."""
        below: dict[str, list[tuple[Folder, Manifest]]] = defaultdict(list)
        for folder, application in self.folders:
            below[folder.path].append((folder, application))
        return {
            file: tuple(
                application
                for above in _above(path)
                for folder, application in below.get(above, ())
                if folder.covers(path)
            )
            for file, path in self.paths.items()
        }


def _folders(applications: Iterable[Manifest]) -> Iterator[tuple[Folder, Manifest]]:
    for application in applications:
        for source in sources(application):
            folder = Folder.of(source)
            if folder is not None:
                yield folder, application


def sources(application: Manifest) -> Iterator[Body]:
    """Where an application takes its manifests from."""
    spec = mapping(application.body, "spec")
    if "source" in spec:
        yield mapping(spec, "source")
    for source in items(spec, "sources"):
        yield mapping(source)


def _above(path: str) -> Iterator[str]:
    """Every folder that a file is in, the repository itself as the empty path."""
    parts = path.split("/")[:-1]
    for end in range(len(parts) + 1):
        yield "/".join(parts[:end])
