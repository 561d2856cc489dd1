"""The column store: what a segment knows, as plain arrays that are mapped into memory and never decoded."""
