"""What ministries want to learn: a need posted to chosen partners, matched to practices with the reason."""
