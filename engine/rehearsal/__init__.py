"""A year lived in a minute: generated people, a driven clock, the public commands."""
