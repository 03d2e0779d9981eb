"""The evidence graph: grouped so that it can be read, laid out once, drawn as focusable marks."""
