"""Executions in a file: what happened to them, where they stand, and who runs them."""
