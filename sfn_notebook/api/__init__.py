"""The Step Functions API, answered in this process."""
