"""Servers that speak like Telegram and Zalo on loopback, for tests and for use by hand."""
