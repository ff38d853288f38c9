"""What can be judged from rendered YAML alone: facts, reachability and rules."""
