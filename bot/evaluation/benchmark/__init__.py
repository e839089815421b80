"""Benchmarks: our pipeline on public sets of utterances, beside figures that others published."""
