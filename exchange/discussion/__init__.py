"""Questions and answers under a practice, by post and institution, read by exactly those who may."""
