"""What people write, as Lines."""
