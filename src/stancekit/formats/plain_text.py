"""Plain text from bytes: UTF-8, and for what isn't, what it seems to be and what to do. Imports the errors."""

from stancekit.errors import InputError

_AS_TEXT = "save it as plain text (.txt, in UTF-8) or as HTML, and give that"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", f"this is a PDF, not text; {_AS_TEXT} (pdftotext does so)"),
    (b"{\\rtf", f"this is RTF, not text; {_AS_TEXT}"),
    (b"\xd0\xcf\x11\xe0", f"this is an Office document, not text; {_AS_TEXT}"),
    (b"\x1f\x8b", "this is a gzip archive; unpack it first (gunzip)"),
    (b"\x89PNG\r\n", "this is an image, not text"),
    (b"\xff\xd8\xff", "this is an image, not text"),
    (b"GIF87a", "this is an image, not text"),
    (b"GIF89a", "this is an image, not text"),
)
"""How files that are often taken for text begin, and what is said of them."""

_OFFICE = (".docx", ".odt", ".pptx", ".xlsx", ".epub", ".pages")


def decode_text(data: bytes, name: str) -> str:
    """UTF-8 as text, without a byte order mark and with its line ends as they are.

    Args:
        data: All of the file.
        name: What to call it in errors.

    Raises:
        InputError: It is no text in UTF-8; the message says what it seems to be, and what to do.
    """
    for signature, said in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: {said}")
    if data.startswith(b"PK\x03\x04"):
        office = name.lower().endswith(_OFFICE)
        said = (
            f"this is an Office document, not text; {_AS_TEXT}" if office else "this is a zip archive; unpack it first"
        )
        raise InputError(f"{name}: {said}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name}: byte 0: this is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
    if (at := data.find(b"\0")) >= 0:
        # Of Latin letters in UTF-16 every other byte is 0.
        wide = len(data) > 3 and abs(data.count(b"\0") - len(data) / 2) < len(data) / 8
        form = "UTF-16BE" if at % 2 == 0 else "UTF-16LE"
        said = (
            f"this looks like UTF-16; convert it to UTF-8 (iconv -f {form} -t UTF-8)" if wide else "so this isn't text"
        )
        raise InputError(f"{name}: byte {at}: a NUL byte, {said}")
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    try:
        return data[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte {error.start + mark}: not UTF-8 ({error.reason}); convert it "
            "(iconv -f WINDOWS-1252 -t UTF-8, where it is Latin-1 or from Windows)"
        ) from error
