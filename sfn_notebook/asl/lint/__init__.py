"""Rules about definitions, one file a family."""
