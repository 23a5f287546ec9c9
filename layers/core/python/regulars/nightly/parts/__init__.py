"""What a night adds up over all customers. A further answer is a file here and a line in `PARTS`."""

from __future__ import annotations

from .catalogue import CataloguePart
from .cells import CellsPart
from .cohorts import CohortsPart
from .deciles import DecilesPart
from .demand import DemandPart
from .due import DuePart
from .funnel import FunnelPart
from .model_sums import ModelSumsPart
from .most_bought import MostBoughtPart
from .overview import OverviewPart
from .part import Part
from .past import PastPart
from .rfm_counts import RfmCountsPart
from .summary import SummaryPart
from .together import TogetherPart

PARTS: tuple[type[Part], ...] = (
    SummaryPart, CataloguePart, TogetherPart, MostBoughtPart, DemandPart, DuePart, DecilesPart, RfmCountsPart,
    FunnelPart, CohortsPart, PastPart, OverviewPart, ModelSumsPart, CellsPart,
)  # fmt: skip
"""In the order in which they leave their answers."""
