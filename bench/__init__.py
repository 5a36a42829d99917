"""Benchmarks: ratios against peers and floors within one run. `make bench`; see docs/performance.md."""
