"""The tests: test_<module>.py for each module, so that the tree of the code is the index."""
