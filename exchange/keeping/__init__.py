"""Nothing is lost: verified backups, restoring into an empty place, moving to another database, a second copy."""
