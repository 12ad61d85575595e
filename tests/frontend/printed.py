"""What stands on each sheet of a PDF that a browser printed."""

import re

import pikepdf

ONE = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
RUN = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})>")


def letters(font) -> dict[int, str]:
    """Return which letter each glyph of a font stands for."""
    told = font.get("/ToUnicode")
    table = told.read_bytes().decode("latin-1") if told is not None else ""
    found = {int(code, 16): bytes.fromhex(text).decode("utf-16-be", "ignore") for code, text in ONE.findall(table)}
    for first, last, letter in RUN.findall(table):
        for code in range(int(first, 16), int(last, 16) + 1):
            found[code] = chr(int(letter, 16) + code - int(first, 16))
    return found


def words(sheet) -> str:
    """Return what a sheet shows, in the order in which it was drawn; pictures of letters are left out."""
    fonts = {name: letters(font) for name, font in sheet.resources.get("/Font", {}).items()}
    current: dict[int, str] = {}
    found = []
    for given, operator in pikepdf.parse_content_stream(sheet):
        if str(operator) == "Tf":
            current = fonts[str(given[0])]
        pieces = given[0] if str(operator) == "TJ" else given if str(operator) == "Tj" else ()
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                codes = bytes(piece)
                pairs = zip(codes[::2], codes[1::2], strict=False)
                found += [current.get(high * 256 + low, "") for high, low in pairs]
    return "".join(found)
