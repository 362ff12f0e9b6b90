"""JSONPath, intrinsic functions, payload templates, timestamps."""
