"""PDFs made by hand: a text layer in a Chinese font that is named, not embedded."""

from collections.abc import Iterable, Sequence

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>"
)


Placed = tuple[float, float, float, str]
"""A string with its place and its size in points: x from the left, y from below."""


def pdf(pages: Sequence[Sequence[str]], locked: bool = False) -> bytes:
    """A PDF with these lines on its pages; `locked`: as one that opens only with a password."""
    shown = ("".join(f" <{line.encode('utf-16-be').hex()}> Tj T*" for line in lines) for lines in pages)
    return _document([f"BT /F 12 Tf 16 TL 40 800 Td{lines} ET" for lines in shown], locked)


def placed_pdf(strings: Iterable[Placed], vertical: bool = False) -> bytes:
    """A PDF with one page of strings that stand anywhere, drawn in this order; `vertical`: from top to bottom."""
    shown = (f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, size, text in strings)
    made = _document(["\n".join(shown)], locked=False)
    return made.replace(b"UniGB-UCS2-H", b"UniGB-UCS2-V") if vertical else made


def _document(contents: Sequence[str], locked: bool) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(), _FONT]
    for number, content in enumerate(contents):
        stream = content.encode()
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    secret = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -4>>/ID[<41><41>]" if locked else ""
    return _with_table(objects, secret)


def _with_table(objects: Sequence[bytes], more: str) -> bytes:
    data = b"%PDF-1.7\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R{more}>>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    return data + b"xref\n0 %d\n" % size + table + trailer
