"""From source documents to articles: pages of newspapers, and JSON Lines with an article a line."""
