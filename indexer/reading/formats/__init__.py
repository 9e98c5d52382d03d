"""One reader a file format, and what files are by their names."""
