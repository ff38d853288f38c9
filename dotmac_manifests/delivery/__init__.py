"""What operators do: each verb turns the fleet and some wishes into edits of the inputs."""
