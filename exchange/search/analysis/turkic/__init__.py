"""Azerbaijani and Turkish words without their endings: both languages, one table of endings, one list of roots."""
