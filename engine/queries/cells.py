"""Cells of files that a spreadsheet opens."""


def harmless(cell: str) -> str:
    """The text; with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
