"""Made-up questions of any size, for benchmarks and for who wants to try sizes. `generated.generate` is the
one entry point.
"""
