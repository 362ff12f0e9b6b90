"""The operations of the API, one file a family of calls."""
