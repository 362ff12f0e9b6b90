"""State machines, functions and executions by name: the public face."""
