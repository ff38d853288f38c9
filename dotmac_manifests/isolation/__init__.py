"""One construct per promise: default deny, quota, access and the like."""
