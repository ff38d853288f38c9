"""Images: where they come from, and that they are what they say."""

from __future__ import annotations

from dotmac_manifests.analysis.rules.images import (
    g01_pinned_images,
    g02_always_pulled,
    g04_no_foreign_code,
    g05_one_tag_one_image,
)

RULES = (
    g01_pinned_images.RULE,
    g02_always_pulled.RULE,
    g04_no_foreign_code.RULE,
    g05_one_tag_one_image.RULE,
)
