"""References in the forms that are asked for."""

from enum import StrEnum

from search.citation import Reference, gbt, ris


class Style(StrEnum):
    """How a reference is written."""

    GBT = "gbt"  # GB/T 7714—2015, one line
    RIS = "ris"  # a record for programs that manage references


MEDIA_TYPES = {Style.GBT: "text/plain; charset=utf-8", Style.RIS: "application/x-research-info-systems"}


def cited(reference: Reference, style: Style) -> str:
    """The reference as text that ends with a line break."""
    return ris(reference) if style is Style.RIS else f"{gbt(reference)}\n"
