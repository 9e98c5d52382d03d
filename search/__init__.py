"""Index in, ranked articles out: the two legs, fusion, grouping, highlights, scores that can be read."""
