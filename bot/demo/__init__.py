"""A month of invented traffic, so that a newcomer sees the desk alive."""
