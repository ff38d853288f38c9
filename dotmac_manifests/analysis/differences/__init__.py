"""What differs between two sets of manifests, object by object and field by field."""
