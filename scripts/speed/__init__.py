"""The sections of benchmark_speed.py, and what they measure on."""
