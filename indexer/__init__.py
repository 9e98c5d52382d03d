"""Text in, index out: reading, chunking, analysis, embedding, segments, publication. Knows nothing of queries."""
