"""The authorisation matrix of trust.md section 3, as the policies are held against it; docs/trust.md shows it.

A letter per column: y may, . may not (a page answers 404 like something absent). `own` things have their own columns.
"""

COLUMNS = (
    ("nobody", "anon"),
    ("partner", "partner official (named)"),
    ("stranger", "official of a third ministry"),
    ("official", "official A"),
    ("author", "publisher A, own text"),
    ("publisher", "publisher A, others' text"),
    ("reviewer", "clearing officer A"),
    ("organizer", "organizer A"),
    ("admin", "administrator A"),
    ("platform", "platform administrator"),
    ("opened", "the same, by break-glass"),
    ("chief", "every role of ministry B"),
)

MATRIX = """
read what is public                     y y y y y y y y y y y y
read what members read                  . y y y y y y y y y y y
read what named partners read           . y . y y y y y y . y .
read what the ministry reads            . . . y y y y y y . y .
read a draft, remarks, earlier texts    . . . . y . y . y . y .
begin a practice of A                   . . . . y y . . y . . .
edit a draft                            . . . . y . . . y . . .
clear a text                            . . . . . . y . y . . .
widen the circle                        . . . . . . y . y . . .
withdraw or narrow                      . . . . y . y . y . . .
comment on what members read            . y y y y y y y y . . y
ask A for a meeting                     . y y . . . . . . . . y
see a request of the partner to A       . y . y y y . y y . . .
invite into A                           . . . . . . . . y y y .
close an account of A                   . . . . . . . . y y y .
change roles in A                       . . . . . . . . y . . .
read who did what in A                  . . . . . . . . y y y .
look into A by break-glass              . . . . . . . . . y y .
ask A a question about a practice       . y y . . . . . . . . y
read a private question of the partner  . y . y y y y y y . . .
answer it                               . . . y y y y y y . . .
publish it with another's answer        . . . . . . y . y . . .
read an adoption shown to the two       . y . y y y y y y . . .
write into the partner's adoption       . y . . . . . . . . . .
read a commitment of A to the partner   . y . y y y . y y . . .
say how far a commitment of A is        . . . y . . . y y . . .
read a need shown to A                  . y . y y y y y y . . .
close a need of the partner             . y . . . . . . . . . .
get a file of what named partners read  . y . y y y y y y . y .
get a file of a draft                   . . . . y . y . y . y .
"""


def rows() -> dict[str, dict[str, bool]]:
    """By action and column: whether it may."""
    found = {}
    for line in MATRIX.strip().splitlines():
        action, letters = line[:40].strip(), line[40:].split()
        found[action] = {name: letter == "y" for (name, _), letter in zip(COLUMNS, letters, strict=True)}
    return found


def as_markdown() -> str:
    """For docs/trust.md."""
    head = "| action | " + " | ".join(title for _, title in COLUMNS) + " |"
    lines = [head, "|---|" + "---|" * len(COLUMNS)]
    for action, cells in rows().items():
        lines.append(f"| {action} | " + " | ".join("yes" if cells[name] else "–" for name, _ in COLUMNS) + " |")
    return "\n".join(lines)
