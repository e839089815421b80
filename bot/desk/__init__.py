"""The desk: where teams and administrators work."""
