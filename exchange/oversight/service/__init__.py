"""What people may do with what is kept about them, and what ends by itself."""
