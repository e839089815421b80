"""The guides to read without the bot: as pages, in print, off line."""
