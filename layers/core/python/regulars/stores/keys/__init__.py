"""The one package that spells keys. A tenant is a prefix; ids that callers choose stand last and may hold anything."""

from .ledger import *  # noqa: F403
from .objects import *  # noqa: F403
from .rows import *  # noqa: F403
from .tenant import *  # noqa: F403
