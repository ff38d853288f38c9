"""One construct per workload, complete with its configuration and its Service."""
