"""QR codes as drawings: the matrix of dark squares, and an SVG that a typesetter can place at any size."""

from itertools import groupby

import qrcode  # type: ignore[import-untyped]  # the library is untyped

#: Squares of white around the code, without which scanners do not find it.
QUIET = 4


def matrix(text: str) -> list[list[bool]]:
    """The squares of the code for *text*, dark as True, the white margin around it included."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    found: list[list[bool]] = code.get_matrix()
    return found


def svg(text: str) -> str:
    """The code for *text* as an SVG, one unit a square, each run of dark squares one rectangle of a path."""
    squares = matrix(text)
    path = []
    for y, row in enumerate(squares):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    side = len(squares)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#000" d="{"".join(path)}"/></svg>'
    )
