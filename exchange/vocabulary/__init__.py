"""The shared words: themes, fixed lists and the term bank, in four languages."""
