"""Signed files that carry practices and dossiers from one installation to another, where no network joins them."""
