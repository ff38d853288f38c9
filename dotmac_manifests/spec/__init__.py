"""What people write: the models of platform, region and tenant files, and their loading."""
