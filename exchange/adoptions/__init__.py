"""What became of a practice elsewhere: each ministry's steps from interest to law, with changes, acts and results."""
