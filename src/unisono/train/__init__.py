"""Trainers: recorded commands that make the weights in the package from sound whose words are known."""
