"""Measured quality: lips, for now."""
