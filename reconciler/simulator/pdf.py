"""A small PDF with lines of text, so that whoever fetches a report gets a file that opens (pure)."""

from __future__ import annotations

_LINES_PER_PAGE = 48
_WIDTH = 90


def render(lines: list[str]) -> bytes:
    """A PDF 1.4 document, A4, as many pages as the lines need; what Latin-1 lacks becomes a question mark."""
    cut = [line[start : start + _WIDTH] for line in lines for start in range(0, max(1, len(line)), _WIDTH)]
    pages = [cut[start : start + _LINES_PER_PAGE] for start in range(0, max(1, len(cut)), _LINES_PER_PAGE)]
    numbers = [4 + 2 * position for position in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> " + f"/Contents {number + 1} 0 R >>".encode()
        )
        content = _content(page)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _file(objects)


def _content(lines: list[str]) -> bytes:
    shown = b"".join(b"(%b) Tj T*\n" % _escaped(line) for line in lines)
    return b"BT /F1 11 Tf 15 TL 50 790 Td\n" + shown + b"ET"


def _escaped(line: str) -> bytes:
    text = line.encode("latin-1", "replace")
    for special in (b"\\", b"(", b")"):
        text = text.replace(special, b"\\" + special)
    return text.replace(b"\r", b" ").replace(b"\n", b" ")


def _file(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + head + table + tail
