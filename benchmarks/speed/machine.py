"""What the figures were measured with."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("cdk8s", "constructs", "jsii", "pydantic", "PyYAML", "jsonschema-rs")
BUSY = "not quiet: processor times compare better than wall times"
QUIET = 0.5
"""Processes that may want a core before the run without disturbing it."""


def machine() -> dict[str, str]:
    """Processor, memory, system and interpreter; and whether others used it too."""
    load = os.getloadavg()[0]
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        platform.python_implementation(): platform.python_version(),
        "load before the run": f"{load:.1f} ({'quiet' if load <= QUIET else BUSY})",
    }


def versions() -> dict[str, str]:
    """Of `dotmac` and what it stands on."""
    from dotmac_manifests import __version__

    found = {"dotmac-manifests": __version__}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or "unknown"
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else "unknown"
