"""Mail that comes in: taken from a mailbox or a pipe, bounded, done once, handed to whoever understands it."""
