"""What touches the disk: the walk, reading, git data, settings, cache, writing."""
