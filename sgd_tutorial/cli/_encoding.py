"""The bytes of a file as UTF-8, whatever program wrote them."""

import codecs
import gzip
import zlib

from ._errors import InputError

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"  # how an .xlsx begins, too
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NO_TEXT = "this is no text; in a spreadsheet, save it as 'CSV UTF-8'"


def as_utf8(data: bytes) -> tuple[bytes, str | None]:
    r"""The same text in UTF-8, without a byte order mark.

    Unpacks .gz. Reads UTF-8, UTF-16 with a byte order mark, and Windows-1252.

    Returns:
        The text, and what to tell the reader about it.

    Raises:
        InputError: if this is no text, or text in two encodings.

    >>> as_utf8("\ufeffx,y".encode()), as_utf8("x,y".encode("utf-16"))
    ((b'x,y', None), (b'x,y', None))
    >>> as_utf8(b"t [\xb0C]")
    (b't [\xc2\xb0C]', 'the file is no UTF-8 and is read as Windows-1252')
    """
    if data.startswith(GZIP):
        data = _unpacked(data)
    if data.startswith(ZIP):
        raise InputError("this is a spreadsheet or a .zip; save the sheet as 'CSV UTF-8'")
    if data.startswith(UTF_16):
        data = _recoded(data, "utf-16")
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data:
        raise InputError(NO_TEXT)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        _check_not_mixed(data, error.start)
        return _recoded(data, "cp1252"), "the file is no UTF-8 and is read as Windows-1252"
    return data, None


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        raise InputError("the .gz is damaged or cut off; fetch it again") from None


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError:
        raise InputError(NO_TEXT) from None


def _check_not_mixed(data: bytes, start: int) -> None:
    """Refuse a byte that is no UTF-8 where other letters are."""
    if not data.decode(errors="ignore").isascii():
        row = data.count(b"\n", 0, start) + 1
        raise InputError(
            f"row {row} holds a byte that is no UTF-8, though the rest is; save it as 'CSV UTF-8'"
        )
