"""The index on disk, kept by Whoosh. Only this package imports whoosh; the database stays the truth."""
