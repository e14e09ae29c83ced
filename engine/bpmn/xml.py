"""Reads the XML of diagrams and decision tables, the one way for every file from outside.

No DOCTYPE, no entity, no network, UTF-8 only, bounded size, elements, depth and text.
"""

import re

from lxml import etree

from schemas.said import Said, cite, say

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DMN = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
)

LARGEST_FILE = 1_000_000  # bytes
MOST_ELEMENTS = 5000
DEEPEST_ELEMENT = 64
LONGEST_TEXT = 20_000  # characters of one text or attribute

_NOT_UTF8 = say("Simpan berkas ini dalam UTF-8.")
_DECLARATION = re.compile(rb"\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class XmlError(ValueError):
    """A file that is not read; line counts from 1."""

    def __init__(self, message: Said, line: int = 1) -> None:
        """Keep the sentence and the line it speaks of."""
        super().__init__(message)
        self.message = message
        self.line = line


def read_xml(content: bytes) -> etree._Element:
    """Return the root element; comments and processing instructions are gone.

    Raises XmlError, and no other exception, for anything that is not plain, small XML.
    """
    _refuse_encoding(content)
    found = _DOCTYPE.search(content)
    if found:
        message = say("Berkas ini memuat DOCTYPE atau ENTITY; hapus deklarasi itu.")
        raise XmlError(message, content.count(b"\n", 0, found.start()) + 1)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "").rstrip(".") or say("tidak terbaca")
        message = cite("XML ini rusak di sini: {reason}.", reason=reason)
        raise XmlError(message, max(error.lineno or 1, 1)) from None
    _refuse_bulk(root)
    return root


def line_of(element: etree._Element) -> int:
    """Return the line an element begins on, from 1."""
    return int(element.sourceline or 1)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def text_of(element: etree._Element | None) -> str:
    """Return the stripped text inside an element, "" when there is none."""
    return "" if element is None else "".join(element.itertext()).strip()


def _refuse_encoding(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise XmlError(
            say("Berkas ini lebih besar dari {kilobytes} kB.", kilobytes=LARGEST_FILE // 1000)
        )
    declared = _DECLARATION.match(content.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise XmlError(_NOT_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise XmlError(_NOT_UTF8, line) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise XmlError(_NOT_UTF8, line)


def _refuse_bulk(root: etree._Element) -> None:
    depths = {root: 1}
    for count, element in enumerate(root.iter(), 1):
        parent = element.getparent()
        depth = 1 if parent is None else depths[parent] + 1
        depths[element] = depth
        if not isinstance(element.tag, str):
            raise XmlError(say("Entitas (&nama;) tidak dapat dipakai."), line_of(element))
        if count > MOST_ELEMENTS:
            raise XmlError(
                say("Berkas ini memuat lebih dari {most} elemen.", most=MOST_ELEMENTS),
                line_of(element),
            )
        if depth > DEEPEST_ELEMENT:
            raise XmlError(
                say("Elemen di sini lebih dari {most} tingkat dalamnya.", most=DEEPEST_ELEMENT),
                line_of(element),
            )
        if any(len(each) > LONGEST_TEXT for each in (element.text or "", *element.values())):
            raise XmlError(
                say("Satu teks di sini lebih panjang dari {most} huruf.", most=LONGEST_TEXT),
                line_of(element),
            )
