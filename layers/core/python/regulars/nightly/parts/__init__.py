"""What a night adds up over all customers. A further answer is a file here and a line in `PARTS`."""

from __future__ import annotations

from .catalogue import CataloguePart
from .cohorts import CohortsPart
from .deciles import DecilesPart
from .demand import DemandPart
from .due import DuePart
from .fit import FitPart
from .funnel import FunnelPart
from .intelligence import IntelligencePart
from .lake import LakePart
from .loyalty import LoyaltyPart
from .model_sums import ModelSumsPart
from .most_bought import MostBoughtPart
from .overview import OverviewPart
from .pair_rates import PairRatesPart
from .part import Part
from .past import PastPart
from .reorders import ReordersPart
from .rfm_counts import RfmCountsPart
from .summary import SummaryPart
from .together import TogetherPart

PARTS: tuple[type[Part], ...] = (
    SummaryPart, CataloguePart, TogetherPart, MostBoughtPart, PairRatesPart, ReordersPart, DemandPart, DuePart,
    DecilesPart, RfmCountsPart, FunnelPart, CohortsPart, PastPart, OverviewPart, IntelligencePart, LoyaltyPart,
    ModelSumsPart, FitPart, LakePart,
)  # fmt: skip
"""In the order in which they leave their answers."""
