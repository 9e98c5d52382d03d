"""What the words of a query may also mean: misspelt words and names, stray spaces, words and synonyms of one's own."""
