"""Benchmarks: each prints ratios against peers that it measures in the same run."""
