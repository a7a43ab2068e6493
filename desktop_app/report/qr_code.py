"""A text as a QR code (ISO/IEC 18004), for paper that somebody may have to read back years later."""

QUIET = 4
"""Light modules around it, without which scanners do not find it."""


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules, True = dark, without the quiet zone; a quarter of it may be lost (level Q)."""
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(QR8bitByte(text))
    code.make()
    size = range(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in size) for row in size)
