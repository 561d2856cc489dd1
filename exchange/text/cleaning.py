"""What may stand in a stored text. The list is short on purpose; everything else is taken out, its words stay."""

import re

import nh3

_TAGS = frozenset(
    re.findall(
        r"\w+",
        "p br hr strong em del ins sub sup code pre blockquote ul ol li dl dt dd a abbr h3 h4 h5 h6 "
        "table caption thead tbody tr th td img",
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"scope"},
    "td": {"colspan", "rowspan"},
    "abbr": {"title"},
    "ol": {"start"},
    "img": {"src", "alt"},
}
_SCHEMES = {"http", "https", "mailto"}
_OWN_PICTURE = re.compile(r"/practices/pictures/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PICTURE_FROM_ELSEWHERE = re.compile(r'<img(?![^>"]*(?:"[^"]*"[^>"]*)*\bsrc=)(?:[^>"]|"[^"]*")*>')
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_BLOCK_END = re.compile(r"</(?:p|li|h[3-6]|td|th|tr|dt|dd|blockquote|pre|caption)>|<br\s*/?>")


def clean(html: str) -> str:
    """The HTML without anything active: no script, style, form, class or id (trust.md 1.2, I21).

    The only pictures are those that this site keeps: a picture of another host would tell it who reads.
    Cleaning comes after Markdown, never before: `attr_list` could make an `onclick` of harmless text.
    """
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
        clean_content_tags={"script", "style", "template", "title"},
        attribute_filter=_filtered,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
    )
    return _PICTURE_FROM_ELSEWHERE.sub("", cleaned)


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not _OWN_PICTURE.fullmatch(value):
        return None
    return value


def plain_text(html: str) -> str:
    """The words of cleaned HTML, for search, passages and mails."""
    spaced = _BLOCK_END.sub(lambda match: match.group() + " ", html)
    return _SPACE.sub(" ", _unescape(_TAG.sub("", spaced))).strip()


def _unescape(text: str) -> str:
    for name, letter in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ):
        text = text.replace(name, letter)
    return text
