"""Hear of what is new: saved searches, followed practices, themes, ministries and countries, feeds; by one's rights."""
