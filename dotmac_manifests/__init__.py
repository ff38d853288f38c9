"""Render, prove and roll out the Kubernetes manifests of a multi-tenant platform."""

__version__ = "0.1.0"
