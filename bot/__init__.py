"""The assistant, its doors and its desk."""
