"""Strict models of the custom resources the product renders, and the JSON Schemas made from them.

A model holds the fields that are rendered, not everything the operator knows: a field that is not
listed is a mistake here even where the operator would accept it.
"""
