"""What the races and their like are made of: worlds, crowds, scenes, rounds."""
