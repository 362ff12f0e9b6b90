"""What happens in each type of state."""
