"""Markdown that people wrote, made into HTML that is safe to show. Rendered at save, in a bounded child process."""
