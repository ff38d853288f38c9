"""`python -m dotmac_manifests.crds`: write the schemas that ship with the package anew."""

from __future__ import annotations

from dotmac_manifests.crds.bundle import FOLDER
from dotmac_manifests.crds.registry import export

if __name__ == "__main__":
    stale = set(FOLDER.glob("*/*.json")) - set(export(FOLDER))
    for path in stale:
        path.unlink()
