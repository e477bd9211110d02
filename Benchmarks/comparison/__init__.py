"""Drives both sides of the comparison; see compare.py."""
