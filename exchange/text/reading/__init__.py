"""Files that people bring, taken apart in a child process with limits of time and memory: blocks, words, pictures.

`read_document(content, name)` is the door; `read_picture(content)` makes a picture anew without anything hidden in it.
"""

from exchange.text.reading.bounded import read_document, read_picture, reading_steps
from exchange.text.reading.document import (
    Block,
    BlockKind,
    Document,
    Fault,
    FileKind,
    Picture,
    Step,
    UnreadableError,
)

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "Fault",
    "FileKind",
    "Picture",
    "Step",
    "UnreadableError",
    "read_document",
    "read_picture",
    "reading_steps",
]
