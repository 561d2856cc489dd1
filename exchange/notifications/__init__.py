"""Tell each person once, in their language, what concerns them: in the inbox at once, by mail through the outbox."""
