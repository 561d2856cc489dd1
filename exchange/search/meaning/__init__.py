"""Finding by meaning (search.md 3b): the optional encoder, Azerbaijani rewritten for it, vectors of passages."""
