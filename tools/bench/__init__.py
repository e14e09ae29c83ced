"""Benchmarks of the engine: `tools/bench/run` prints the table."""
