"""How good answers are: measures over rankings, pure functions."""
