"""Changes what people wrote, and nothing beside it: YAML edited in place, files written at once."""
