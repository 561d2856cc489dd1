"""Practices: what a ministry publishes, its revisions and translations, clearance, circulation, and finding it."""
