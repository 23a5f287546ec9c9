"""Online Retail: which products are bought together, by pandas and numpy alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

PRODUCTS, OF_A_CUSTOMER, SUPPORT, KEPT = 1_000, 200, 5, 50


class Together(NamedTuple):
    """`both` by place in the ranking, of each product with itself its `buyers`; `companions` one row a kept pair:
    product, companion, support, confidence, lift; by product, the best first."""

    ranking: list[str]
    buyers: npt.NDArray[np.int64]
    both: npt.NDArray[np.int64]
    companions: pd.DataFrame


def together_by_pandas(pairs: pd.DataFrame) -> Together:
    """Of `pairs_by_pandas`. Written from docs/scoring.md alone; nothing of the product is called."""
    bought = pairs.reset_index()
    counts = bought.groupby("product_id")["purchases"].sum().reset_index()
    counts = counts.sort_values(["purchases", "product_id"], ascending=[False, True]).head(PRODUCTS)
    ranking = counts["product_id"].to_list()
    place = {product_id: nth for nth, product_id in enumerate(ranking)}
    everybody = bought["customer_id"].nunique()
    ranked = bought[bought["product_id"].isin(place)].assign(place=lambda frame: frame["product_id"].map(place))
    newest = ranked.sort_values(["customer_id", "last", "place"], ascending=[True, False, True])
    newest = newest.groupby("customer_id").head(OF_A_CUSTOMER)
    customers, _ = pd.factorize(newest["customer_id"])
    # As floats: numpy multiplies whole numbers without BLAS; sums of ones are exact far beyond these.
    matrix = np.zeros((customers.max() + 1, len(ranking)))
    matrix[customers, newest["place"]] = 1
    both = (matrix.T @ matrix).astype("int64")
    return Together(ranking, both.diagonal(), both, _companions(ranking, both, everybody))


def _companions(ranking: list[str], both: npt.NDArray[np.int64], everybody: int) -> pd.DataFrame:
    buyers, ids = both.diagonal(), np.array(ranking)
    product, other = np.nonzero(both >= SUPPORT)
    found = pd.DataFrame({"product": ids[product], "companion": ids[other], "support": both[product, other]})
    one, another = buyers[product], buyers[other]
    found["confidence"] = found["support"] / one
    found["lift"] = found["support"] * everybody / (one * another)
    # Of one product lift times confidence goes by this; a quotient of small whole numbers is the same for equal ones.
    found["strength"] = found["support"] ** 2 / another
    found = found[(product != other) & (found["support"] * everybody > one * another)]
    order = ["product", "strength", "support", "companion"]
    found = found.sort_values(order, ascending=[True, False, False, True])
    return found.groupby("product").head(KEPT).drop(columns="strength").reset_index(drop=True)
