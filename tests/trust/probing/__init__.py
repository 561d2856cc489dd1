"""Every address under every hidden name, asked as every stranger: forbidden answers like absent (I1, I3, I8)."""
