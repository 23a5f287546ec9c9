"""What a whole night leaves to be read: its answers in S3, and then the records of the day, which point to them."""

from __future__ import annotations

from typing import Any

from ..affinity import demand, due, forecast, together
from ..customers import retention, rfm
from ..scoring.bought_together import BoughtTogether
from ..scoring.due import Due
from ..scoring.prediction.fit import fit
from ..scoring.together import MOST_PRODUCTS
from ..stores.jobs import Counts
from ..stores.night_records import LastNight
from ..stores.opened import Stores
from ..telemetry import fault_of, logger
from . import ranking
from .parts import Parts
from .work import Night


def leave(night: Night, parts: Parts, counts: Counts, *, stores: Stores) -> None:
    """Stores what the parts of all shards amount to. Broken off and done again, it ends the same."""
    assert night.job.day is not None, "the plan fixes it first"
    files = stores.files(night.tenant)
    files.extend_catalogue(parts.catalogue)
    answers = files.answers(night.job.job_id)
    answers.put_packed(together.ANSWER, BoughtTogether.found_in(parts.together).as_json())
    answers.put_packed(ranking.ANSWER, parts.most_bought.ranking(MOST_PRODUCTS))
    answers.put_packed(forecast.ANSWER, forecast.answer(parts.demand))
    by_product = demand.objects(parts.demand)
    for number, products in enumerate(by_product):
        answers.put_packed(demand.object_name(number), products)
    values: dict[str, Any] = {
        demand.OBJECTS: len(by_product),
        due.SHARDS: night.generation.shards,
        rfm.CUT_POINTS: parts.deciles.cut_points().as_json(),
        rfm.RFM_COUNTS: parts.rfm_counts.as_json(),
        retention.FUNNEL: parts.funnel.funnel().as_json(),
        retention.COHORTS: parts.cohorts.cohorts().as_json(),
        **_of_models(night, parts),
    }
    _fit_models(night, parts, stores)
    record = LastNight(night.job.day, night.job.job_id, night.as_of_ms, values)
    stores.night_records(night.tenant).put(record, parts.summary.as_json() | {"counts": counts})


def _of_models(night: Night, parts: Parts) -> dict[str, Any]:
    """What the models expect, under the fit that the plan has fixed."""
    held = night.job.fit
    if held is None or held.orders is None:
        return {}
    return {forecast.MODELS: forecast.of_models(parts.model_sums, held, night.settings)}


def _fit_models(night: Night, parts: Parts, stores: Stores) -> None:
    """Stores the fit that holds from now on. Where none can be found the one before stands, and the night goes on."""
    try:
        found = fit(parts.cells, night.job.fit)
    except Exception as error:
        told = {"tenant": night.tenant.id, "job": night.job.job_id}
        logger().error("models.failed", extra={**told, **fault_of(error)})
        return
    stores.fits(night.tenant).put(found)


def leave_due(night: Night, shard: int, found: Due, *, stores: Stores) -> None:
    """Stores the due pairs of one shard, one at a time: all of them together are never held."""
    answers = stores.files(night.tenant).answers(night.job.job_id)
    answers.put_packed(due.object_name(shard), found.as_json())
