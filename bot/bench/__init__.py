"""The benchmark: ours beside stock Rasa, side by side on one machine."""
