"""The doors: one module for each way in which citizens reach us."""
