"""What can be judged: frozen values, and the pure parsers that make them from text."""
