"""What the one reader of XML lets in, and where it says the fault is."""

import socket
import time

import pytest

from engine.bpmn.xml import LARGEST_FILE, XmlError, line_of, read_xml, text_of


def test_plain_xml_is_read_without_comments_and_instructions() -> None:
    root = read_xml(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<?x y?>\n<a>\n <b>x<!-- c --> y</b></a>'
    )
    assert [line_of(each) for each in root.iter()] == [3, 4]
    assert text_of(root[0]) == "x y"
    assert root[0].text == "x y"


def test_a_byte_order_mark_of_utf_8_is_read() -> None:
    assert read_xml(b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><a/>").tag == "a"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "rusak"),
        (b"<a>\n<b></a>", 2, "rusak"),
        (b"<a>\n\n&x;</a>", 3, ""),
        (b"<a><b></b>", 1, "rusak"),
        (b"tidak xml", 1, "rusak"),
        (b"\n<!DOCTYPE a><a/>", 2, "DOCTYPE"),
        (b"<!doctype a><a/>", 1, "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', 1, "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 1, "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>', 1, "DOCTYPE"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), 1, "UTF-8"),
        ("<a/>".encode("utf-16-le"), 1, "UTF-8"),
        ("<a/>".encode("utf-32"), 1, "UTF-8"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', 1, "UTF-8"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', 1, "UTF-8"),
        (b"<?xml version='1.0' encoding='latin-1'?><a>\xe9</a>", 1, "UTF-8"),
        (b"<a>\n\xe9</a>", 2, "UTF-8"),
        (b"<a>\n\x00</a>", 2, "UTF-8"),
        (b"<a>" + b" " * LARGEST_FILE + b"</a>", 1, "lebih besar"),
        (b"<a>" + b"<b/>" * 5001 + b"</a>", 1, "5000 elemen"),
        (b"<a>" * 65 + b"</a>" * 65, 1, "tingkat"),
        (b"<a>" * 300 + b"</a>" * 300, 1, ""),
        (b'<a x="' + b"y" * 100_000 + b'"/>', 1, "lebih panjang"),
        (b"<a>" + b"y" * 100_000 + b"</a>", 1, "lebih panjang"),
    ],
)
def test_what_is_not_plain_small_xml_is_refused_with_its_line(
    content: bytes, line: int, words: str
) -> None:
    begun = time.perf_counter()
    with pytest.raises(XmlError) as caught:
        read_xml(content)
    assert caught.value.line == line
    assert words in caught.value.message
    assert time.perf_counter() - begun < 2


def test_nothing_is_fetched_or_included() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        root = read_xml(
            f'<?xml-stylesheet href="{address}"?>'
            f'<a xmlns:xi="http://www.w3.org/2001/XInclude" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="{address} {address}">'
            f'<xi:include href="{address}"/></a>'.encode()
        )
        with pytest.raises(TimeoutError):
            listener.accept()
    assert len(root) == 1
