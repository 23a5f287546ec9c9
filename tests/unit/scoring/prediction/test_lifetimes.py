"""Expected orders beside `lifetimes` on 1 000 random customers. Skips where the package is not."""

from __future__ import annotations

import random
import warnings

import pandas as pd
import pytest
from regulars.scoring.prediction.bgnbd import BgNbd, expected_orders, p_alive

with warnings.catch_warnings():
    # It sets an option that pandas has dropped.
    warnings.simplefilter("ignore")
    lifetimes = pytest.importorskip("lifetimes")

pytestmark = pytest.mark.long

MODELS = [BgNbd(0.24259, 30.8952, 0.79292, 2.42591), BgNbd(0.82, 69.0, 0.05, 7.0), BgNbd(1.5, 12.0, 2.2, 3.1)]


@pytest.mark.parametrize("model", MODELS)
def test_a_thousand_customers_are_expected_to_order_as_lifetimes_expects_it(model: BgNbd) -> None:
    chance = random.Random(2011)
    customers = []
    for _ in range(1_000):
        age = chance.randrange(1, 1_500)
        x = min(chance.choice((0, 1, 2, 5, 12, 40)), age)
        customers.append((x, chance.randint(x, age) if x else 0, age, chance.choice((7, 30, 90, 365))))
    peer = lifetimes.BetaGeoFitter()
    peer.params_ = dict(model._asdict())

    frame = pd.DataFrame(customers, columns=["x", "t_x", "T", "H"])
    alive = peer.conditional_probability_alive(frame["x"], frame["t_x"], frame["T"])

    for (x, t_x, age, horizon), theirs_alive in zip(customers, alive, strict=True):
        theirs = float(peer.conditional_expected_number_of_purchases_up_to_time(horizon, x, t_x, age))
        assert expected_orders(model, x, t_x, age, horizon) == pytest.approx(theirs, rel=1e-3)
        assert p_alive(model, x, t_x, age) == pytest.approx(theirs_alive, rel=1e-9)
