"""The topics that are compared: each has a TITLE and a `measure` that gives a section."""
