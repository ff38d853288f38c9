"""The rules: one promise a module, listed in `registry`."""
