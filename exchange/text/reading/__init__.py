"""Files that people bring, taken apart in a child process with limits of time and memory: blocks, words, pictures.

`read_document(content, name)` is the door; `read_words(content)` reads the words of more kinds, for search and checks;
`read_picture(content)` makes a picture anew without anything hidden in it.
"""

from exchange.text.reading.bounded import read_document, read_picture, read_words, reading_steps
from exchange.text.reading.document import (
    Block,
    BlockKind,
    Document,
    Fault,
    FileKind,
    Picture,
    Step,
    UnreadableError,
    Words,
)
from exchange.text.reading.kinds import DAMAGED, fault_of_ole

__all__ = [
    "DAMAGED",
    "Block",
    "BlockKind",
    "Document",
    "Fault",
    "FileKind",
    "Picture",
    "Step",
    "UnreadableError",
    "Words",
    "fault_of_ole",
    "read_document",
    "read_picture",
    "read_words",
    "reading_steps",
]
