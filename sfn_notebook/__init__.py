"""AWS Step Functions in a notebook."""
