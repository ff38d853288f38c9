"""What program renders, told so that processes of several machines can compare.

Not the hash that renderings are remembered by: that one covers the Node of this machine and all
that happens to be installed, which may differ where the bytes do not.
"""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dotmac_manifests.emit.cache_program import sources, still
from dotmac_manifests.emit.cache_stamps import Files, digest
from dotmac_manifests.errors import DotmacError

DECISIVE = (
    "cdk8s",
    "constructs",
    "jsii",
    "jsonschema",
    "jsonschema-rs",
    "kubernetes-validate",
    "pydantic",
    "pydantic-core",
    "PyYAML",
    "ruamel.yaml",
)
"""Distributions whose version may decide on what is rendered, or whether it is refused."""


def program() -> str:
    """Hash of this package's files, the Python and the versions of what it builds on.

    Raises DotmacError when the files have changed since this process began: what runs is then
    neither what they were nor what they are.
    """
    files, told = _begun()
    if still(files) is None:
        raise DotmacError("the program was changed while it ran; start it again")
    return told


@cache
def _begun() -> tuple[Files, str]:
    files = sources()
    told = sha256(f"{sys.implementation.name} {sys.version_info[:3]}".encode())
    for name in DECISIVE:
        told.update(f"\0{name} {_version(name)}".encode())
    for path in files.files:
        content = digest(str(Path(files.home, path))) or ""
        told.update(f"\0{Path(path).as_posix()}\0{content}".encode("utf-8", "surrogateescape"))
    return files, told.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
