"""Shared helpers of the course The Life of a Gradient, imported by its chapters."""

# Tells the course's package from any other that is called tools.
DISTRIBUTION = "life-of-a-gradient"
