"""The last backtest of a tenant: read as it was put, the newer one instead of the older, and nobody else's."""

from __future__ import annotations

import json
from dataclasses import replace

from regulars.scoring.prediction.backtest import backtest, look_back
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.fit import Basis, Fit, FitWarning
from regulars.scoring.prediction.next_product import HitRates
from regulars.scoring.prediction.retrospect import Backtested, Question
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, purchases_at

FIT = Fit(Basis.MODEL, NOW_MS, 900, FitWarning.NO_RECENT_ORDERS, orders=BgNbd(0.25, 30.9, 0.8, 2.4), at_bound=("a",))


def test_it_is_read_as_it_was_put_and_the_last_one_stands(stores: Stores) -> None:
    backtests, other = (stores.backtests(make_tenant(stores, name)) for name in ("acme-shop", "other"))
    outlook = look_back(purchases_at(1, NOW_MS), FIT, Settings.defaults(2), NOW_MS - 1, 30)
    assert outlook is not None
    found = Backtested(
        NOW_MS, Question(NOW_MS, 90, 30), NOW_MS - 1, FIT, backtest([outlook] * 12), HitRates(3, 1.0, 0.5, 0.0)
    )
    assert backtests.read() is None

    backtests.put(replace(found, as_of_ms=1))
    backtests.put(found)

    assert backtests.read() == found
    assert other.read() is None


def test_one_that_was_stored_before_there_were_corrections_is_read_without_them() -> None:
    found = Backtested(NOW_MS, Question(NOW_MS, 90, 30), NOW_MS, FIT, backtest(()), HitRates(0, None, None, None))
    stored = found.as_json()
    stored["found"] = list(stored["found"])[:4]
    del stored["fit"]["correction"]
    del stored["tested"]

    assert Backtested.of(json.loads(json.dumps(stored))) == found
