"""From constructs to files: order, quoting, index and the safe replacement of the tree."""
