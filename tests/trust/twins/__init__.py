"""Two copies of the demonstration, one with private things more: every page that others reach is the same (I1, I2)."""
