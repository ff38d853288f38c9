"""Measures `dotmac` as whole processes, and others that do the same work in the same run."""
