"""Search: finds documents in four languages, and lets nothing through that the reader may not read."""
