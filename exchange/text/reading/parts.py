"""The parts of an office package as XML, in the order of their numbers. `kinds` has refused every DTD before."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

_NUMBER = re.compile(r"\d+")
Element = ET.Element


def trees(content: bytes, *patterns: str) -> Iterator[Element]:
    """The roots of all parts whose whole name matches one of the patterns; pattern by pattern, 2 before 10."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        for pattern in patterns:
            for name in sorted(filter(re.compile(pattern).fullmatch, names), key=_place):
                yield ET.fromstring(package.read(name))  # noqa: S314 - without a DTD no entity can grow or fetch


def local(element: Element) -> str:
    """The name of the element without its namespace: strict and transitional files differ in nothing else."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """The value of an attribute by its name without namespace; empty where it is not set."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def said_in(root: Element, paragraph: str, *words: str) -> Iterator[str]:
    """The words of each paragraph that has any: what its elements named `words` hold."""
    for element in root.iter():
        if local(element) == paragraph:
            text = "".join(part.text or "" for part in element.iter() if local(part) in words)
            if text.strip():
                yield " ".join(text.split())


def _place(name: str) -> tuple[int, str]:
    number = _NUMBER.search(name)
    return int(number.group()) if number else 0, name
