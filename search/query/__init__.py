"""The query language: what a reader types, as a text to rank by and a condition that hits must fulfil."""
