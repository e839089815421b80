"""Viet Nam's time: the database keeps UTC, people read and count days seven hours later."""

from datetime import timedelta

VIETNAM = timedelta(hours=7)
