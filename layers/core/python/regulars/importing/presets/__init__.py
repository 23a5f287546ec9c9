"""The exports of shop systems, recognised by their header. A further one is a file here and a line in `PRESETS`."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import FileRefused
from ..file.names import plain
from .amazon import AMAZON
from .bigcommerce import BIGCOMMERCE
from .ebay import EBAY
from .etsy import ETSY
from .magento import MAGENTO
from .preset import Preset
from .prestashop import PRESTASHOP
from .shopify import SHOPIFY
from .square import SQUARE
from .stripe import STRIPE
from .tiendanube import TIENDANUBE
from .woocommerce import WOOCOMMERCE

PRESETS = (
    SHOPIFY, *WOOCOMMERCE, AMAZON, BIGCOMMERCE, EBAY, *ETSY, MAGENTO, *PRESTASHOP, SQUARE, STRIPE, *TIENDANUBE,
)  # fmt: skip
PLAIN = "plain"
"""The name by which a caller asks for none of them."""
NAMES = (*dict.fromkeys(preset.name for preset in PRESETS), PLAIN)


def recognise_preset(header: Sequence[str], chosen: str | None, *, line: int) -> Preset | None:
    """The export that a header is of, None where it is nobody's. `chosen` is a name of `NAMES`.

    Raises `FileRefused` for an export that cannot be taken, and for a header that is not the chosen one's.
    """
    if chosen == PLAIN:
        return None
    candidates = [preset for preset in PRESETS if chosen in (None, preset.name)]
    names = {plain(name) for name in header}
    found = next((preset for preset in candidates if _marks(preset) <= names), None)
    if found is not None and found.refusal:
        raise FileRefused(f"Line {line}: {found.refusal}")
    if found is None and chosen is not None:
        wanted = "; or ".join(", ".join(preset.marks) for preset in candidates if not preset.refusal)
        raise FileRefused(f"Line {line}: this is not the export that {chosen} names: it has the columns {wanted}.")
    return found


def preset_titled(title: str | None) -> Preset | None:
    """The preset of a title, as a manifest keeps it."""
    return next((preset for preset in PRESETS if preset.title == title), None)


def preset_names() -> frozenset[str]:
    """The plain names of all columns that any preset knows."""
    return _KNOWN


def _marks(preset: Preset) -> set[str]:
    return set(map(plain, preset.marks))


_KNOWN = frozenset(
    plain(name) for preset in PRESETS for names in (preset.marks, *preset.columns.values()) for name in names
)
