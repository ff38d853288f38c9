"""One composition per file of the rendered tree."""
