"""How findings are told: one reporter a format."""
