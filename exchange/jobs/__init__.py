"""Work that follows a change: an outbox row in the same transaction, done later, once, in order."""
