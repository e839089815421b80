"""Evaluation: how well a model serves citizens, judged on lines it has never seen."""
