"""Regions and namespaces of the committed fleet, by short names."""

from __future__ import annotations

US, EU, AP, STAGING = "us-east-1", "eu-west-1", "ap-southeast-1", "staging-us-east-1"
CITY, FAST, METRO = "tenant-citynet", "tenant-fast-fiber", "tenant-metro-fiber"
