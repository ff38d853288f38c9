"""Common Expression Language, as far as admission policies use it: read and evaluated.

What is not known raises `Unknown`, so that nobody takes a guess for a verdict.

Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md;
https://kubernetes.io/docs/reference/using-api/cel/
"""
