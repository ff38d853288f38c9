"""The only door to constructs: cdk8s' own, or plain ones where a process wants only bodies.

Everything that builds constructs imports their names from here. Which ones it gets is settled by
the first import and holds for the process; without a word about it they are those of cdk8s.
"""

from typing import TYPE_CHECKING

from dotmac_manifests.components.plain import Trees

if TYPE_CHECKING or not Trees.plain:
    from dotmac_manifests.components.node import (
        ApiObject,
        ApiObjectMetadata,
        App,
        Chart,
        Construct,
        member,
    )
else:
    from dotmac_manifests.components.plain import (
        ApiObject,
        ApiObjectMetadata,
        App,
        Chart,
        Construct,
        member,
    )

__all__ = ["ApiObject", "ApiObjectMetadata", "App", "Chart", "Construct", "member"]
