"""Measures of the whole product: time of each kind of page, and reading under load."""
