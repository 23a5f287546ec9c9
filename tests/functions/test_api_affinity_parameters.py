"""What the endpoints of products and affinities refuse of a query, before they read anything."""

from __future__ import annotations

import pytest

from testing.api.client import Client, path_of

AFFINITIES = path_of("product-affinity", "customer", "ann", "affinities")
RECOMMENDATIONS = path_of("product-affinity", "customer", "ann", "recommendations")
AT_RISK = path_of("product-affinity", "product", "tea", "at-risk-customers")
BEST = path_of("product-affinity", "product", "tea", "customers")
DUE = "/product-affinity/due"
DEMAND = path_of("product-affinity", "product", "tea", "demand")
FORECAST = "/product-affinity/forecast"


@pytest.mark.parametrize(
    ("path", "query", "field", "message"),
    [
        (AFFINITIES, "minscore=5", "minscore", "the nearest is minScore"),
        (AFFINITIES, "level=low", "level", "is not a parameter of this call (all: "),
        (AFFINITIES, "minScore=101", "minScore", "from 0 to 100"),
        (AFFINITIES, "minScore=-1", "minScore", "from 0 to 100"),
        (AFFINITIES, "minScore=59.5", "minScore", "from 0 to 100"),
        (AFFINITIES, "segment=VIP", "segment", "allowed are new, occasional, regular, frequent, champion"),
        (AFFINITIES, "segment=New", "segment", "has no value 'New'"),
        (AFFINITIES, "engagementLevel=at-risk", "engagementLevel", "very_high, high, medium, low, at_risk"),
        (AFFINITIES, "category=", "category", "must not be empty"),
        (AFFINITIES, "category=%20", "category", "must not be empty"),
        (AFFINITIES, "explain=yes", "explain", "must be true or false"),
        (AFFINITIES, "limit=0", "limit", "from 1 to 1000"),
        (AFFINITIES, "limit=1001", "limit", "from 1 to 1000"),
        (AFFINITIES, "cursor=abc", "cursor", "is not one of this query"),
        (AFFINITIES, "cursor=", "cursor", "must not be empty"),
        (AFFINITIES, "asOf=2025-01-01", "asOf", "is not a parameter"),
        (AFFINITIES, "includeOverdue=true", "includeOverdue", "is not a parameter"),
        (RECOMMENDATIONS, "includeoverdue=true", "includeoverdue", "the nearest is includeOverdue"),
        (RECOMMENDATIONS, "includeOverdue=1", "includeOverdue", "must be true or false"),
        (RECOMMENDATIONS, "limit=1001", "limit", "from 1 to 1000"),
        (RECOMMENDATIONS, "minScore=5", "minScore", "is not a parameter"),
        (RECOMMENDATIONS, "order=random", "order", "must be one of date, probability"),
        (RECOMMENDATIONS, "order=probability&includeOverdue=true", "includeOverdue", "is of order=date alone"),
        (RECOMMENDATIONS, "order=probability&limit=0", "limit", "from 1 to 1000"),
        (RECOMMENDATIONS, "order=probability&minScore=1", "minScore", "is not a parameter"),
        (AT_RISK, "order=newest", "order", "must be one of recent, longest"),
        (AT_RISK, "minScore=5", "minScore", "is not a parameter"),
        (AT_RISK, "limit=1001", "limit", "from 1 to 1000"),
        (AT_RISK, "cursor=abc", "cursor", "is not one of this query"),
        (AT_RISK, "asOf=2025-01-01", "asOf", "is not a parameter"),
        (BEST, "segment=new", "segment", "allowed are occasional, regular, frequent, champion"),
        (BEST, "segment=VIP", "segment", "has no value 'VIP'"),
        (BEST, "engagementLevel=at-risk", "engagementLevel", "very_high, high, medium, low, at_risk"),
        (BEST, "minScore=101", "minScore", "from 0 to 100"),
        (BEST, "limit=0", "limit", "from 1 to 1000"),
        (BEST, "cursor=", "cursor", "must not be empty"),
        (BEST, "category=tea", "category", "is not a parameter"),
        (DUE, "days=0", "days", "from 1 to 31"),
        (DUE, "days=32", "days", "from 1 to 31"),
        (DUE, "minScore=101", "minScore", "from 0 to 100"),
        (DUE, "productId=", "productId", "must have 1 to 128 characters"),
        (DUE, "limit=1001", "limit", "from 1 to 1000"),
        (DUE, "cursor=abc", "cursor", "is not one of this query"),
        (DUE, "asOf=2025-01-01", "asOf", "is not a parameter"),
        (DEMAND, "days=0", "days", "from 1 to 90"),
        (DEMAND, "days=91", "days", "from 1 to 90"),
        (DEMAND, "limit=5", "limit", "is not a parameter"),
        (FORECAST, "days=0", "days", "from 1 to 365"),
        (FORECAST, "days=366", "days", "from 1 to 365"),
        (FORECAST, "productId=tea", "productId", "is not a parameter"),
    ],
)
def test_a_parameter_that_would_be_ignored_or_misread_is_refused_by_name(
    api: Client, path: str, query: str, field: str, message: str
) -> None:
    answer = api.send("GET", path, query=query)

    assert answer.status == 400
    assert list(answer.errors) == [field]
    assert message in answer.errors[field]
