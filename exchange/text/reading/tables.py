"""Rows of cells as a pipe table of Markdown."""


def table_as_markdown(rows: list[list[str]]) -> str:
    """A pipe table; the first row is its head."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [[cell.replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows]
    lines.insert(1, ["---"] * width)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
