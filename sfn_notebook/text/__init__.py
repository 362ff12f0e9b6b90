"""JSON and YAML source text: values with the span of every node, and what is said about them."""
