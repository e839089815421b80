"""The pipeline of nlu/config.yml as Rasa graph components: thin shells around plain inference."""
