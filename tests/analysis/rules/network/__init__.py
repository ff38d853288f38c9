"""Tests of what the rules of the network share."""
