"""What a Vietnamese utterance means; knows nothing of bots."""
