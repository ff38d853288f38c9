"""What a process that only renders does first: to stay in Python, and to import all it needs.

To be imported by such processes alone; that of workers of this machine is forked once it has.
"""

from __future__ import annotations

import gc

from dotmac_manifests.components.plain import Trees

Trees.stay_in_python()

from dotmac_manifests.charts import tenant  # noqa: E402, F401 - decides on the kind of trees
from dotmac_manifests.emit import render  # noqa: E402, F401

gc.freeze()
gc.set_threshold(100_000, 50, 100)  # what a unit leaves behind hardly ever refers to itself
