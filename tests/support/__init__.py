"""What tests know about Kubernetes, written apart from the code that they judge."""
