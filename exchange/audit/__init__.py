"""Who did what, when: append-only rows, each sealed to the one before (trust.md I14)."""
