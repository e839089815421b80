"""What `trolyso check` holds the content to; each subject in a module of its own."""
