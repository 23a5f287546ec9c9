"""What the endpoints do not say themselves: the shapes of bodies and answers, and which problems belong to which."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel
from regulars.http.affinity import next_shapes as next_products
from regulars.http.affinity import night_shapes as night_answers
from regulars.http.affinity import shapes as affinity
from regulars.http.affinity import together_shapes as together
from regulars.http.analytics import shapes as customer_analytics
from regulars.http.backtest import shapes as backtest
from regulars.http.customers import shapes as customers
from regulars.http.door import shapes as common
from regulars.http.fields import shapes as fields
from regulars.http.imports import shapes as imports
from regulars.http.me import shapes as me
from regulars.http.notes import shapes as notes
from regulars.http.oauth import shapes as oauth
from regulars.http.orders import event_shapes as order_events
from regulars.http.orders import shapes as orders
from regulars.http.overview import shapes as overview
from regulars.http.profiles import shapes as profiles
from regulars.http.recalculations import shapes as recalculations
from regulars.http.retention import shapes as retention
from regulars.http.rfm import shapes as rfm
from regulars.http.search import shapes as search
from regulars.http.settings import shapes as settings
from regulars.http.venue import shapes as venue


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` None: a document, not a shape of ours. `problems` beside those that every private call may end in.

    `media_type` may name several, comma-separated. `if_match` says of what a caller may send the `ETag`, or must where
    428 is among the problems. `or_status` is another status with the same shape, and when.
    `secret`: a machine client shows its own in a form instead of a token, and faults have the shape of RFC 6749.
    """

    tag: str
    answer: type[BaseModel] | None
    body: type[BaseModel] | None = None
    status: int = 200
    problems: tuple[int, ...] = ()
    media_type: str = "application/json"
    if_match: str = ""
    etag: bool = False
    or_status: tuple[int, str] | None = None
    secret: bool = False


OPERATIONS: dict[str, Operation] = {
    "post_orders": Operation("Orders", orders.OrderResults, orders.PostOrders),
    "post_order_events": Operation("Orders", order_events.OrderEventResults, order_events.PostOrderEvents),
    "get_order": Operation("Orders", orders.OrderAnswer, problems=(404,)),
    "remove_order": Operation("Orders", orders.DeletedOrderAnswer, problems=(404,)),
    "post_import": Operation("Imports", imports.AnnouncedImportAnswer, imports.ImportRequest, status=201),
    "get_imports": Operation("Imports", imports.ImportList),
    "post_retry": Operation("Imports", imports.ImportAnswer, status=202, problems=(404, 409)),
    "get_refused": Operation("Imports", imports.RefusedRowsAnswer, problems=(404, 409)),
    "get_import": Operation("Imports", imports.ImportAnswer, problems=(404,)),
    "get_profiles": Operation("Customers", profiles.CustomerRecordProfiles, problems=(404,)),
    "post_profile": Operation(
        "Customers",
        profiles.CustomerRecordProfileAnswer,
        profiles.NewProfile,
        status=201,
        or_status=(200, "Something was set before: as it is."),
        etag=True,
    ),
    "put_profile": Operation(
        "Customers",
        profiles.CustomerRecordProfileAnswer,
        profiles.ProfileChange,
        problems=(404, 412),
        if_match="the profile that was read",
        etag=True,
    ),
    "get_notes": Operation("Customers", notes.CustomerNotes, problems=(404,)),
    "post_note": Operation(
        "Customers", notes.CustomerNoteAnswer, notes.NewNote, status=201, problems=(404,), etag=True
    ),
    "put_note": Operation(
        "Customers",
        notes.CustomerNoteAnswer,
        notes.NoteChange,
        problems=(404, 412),
        if_match="the note that was read",
        etag=True,
    ),
    "get_customers": Operation("Customers", customers.CustomerList, problems=(409,)),
    "get_summary": Operation("Customers", customers.SummaryAnswer, problems=(409,)),
    "get_customer_by_hash": Operation("Customers", customers.HashedCustomerAnswer, problems=(404,)),
    "get_customer_orders": Operation("Customers", customers.CustomerOrders, problems=(404,)),
    "get_segment_history": Operation("Customers", customers.SegmentHistoryAnswer, problems=(404,)),
    "get_customer": Operation("Customers", customers.CustomerAnswer, problems=(404,)),
    "get_rfm": Operation("Customers", rfm.RFMScores, problems=(404, 409)),
    "post_rfm": Operation("Customers", rfm.CustomerRFMScoreAnswer, rfm.RFMRequest, problems=(404, 409, 413)),
    "get_analytics": Operation("Customers", customer_analytics.CustomerAnalyticsList, problems=(404, 409)),
    "post_analytics": Operation(
        "Customers",
        customer_analytics.CustomerAnalyticsAnswer,
        customer_analytics.CustomerAnalyticsRequest,
        problems=(404, 413),
    ),
    "get_overview": Operation("Analytics", overview.OverviewAnswer, problems=(409,)),
    "get_funnel": Operation("Analytics", retention.FunnelAnswer, problems=(409,)),
    "get_cohorts": Operation("Analytics", retention.CohortsAnswer, problems=(409,)),
    "get_backtest": Operation("Analytics", backtest.BacktestAnswer, problems=(409,)),
    "get_affinities": Operation("Product affinity", affinity.CustomerProductAffinities, problems=(404,)),
    "get_recommendations": Operation("Product affinity", affinity.PredictiveRecommendations, problems=(404, 409)),
    "get_at_risk_customers": Operation("Product affinity", affinity.AtRiskCustomers, problems=(409,)),
    "get_best_customers": Operation("Product affinity", affinity.ProductCustomers, problems=(409,)),
    "get_due": Operation("Product affinity", night_answers.DueCustomers, problems=(409,)),
    "get_demand": Operation("Product affinity", night_answers.ProductDemandAnswer, problems=(409,)),
    "get_forecast": Operation("Product affinity", night_answers.ForecastAnswer, problems=(409,)),
    "get_next": Operation("Product affinity", next_products.NextProductsAnswer, problems=(409,)),
    "get_bought_together": Operation("Product affinity", together.BoughtTogetherProducts, problems=(409,)),
    "get_cross_sell": Operation("Product affinity", together.CrossSellProducts, problems=(404, 409)),
    "get_venue_search": Operation("Venue", search.CustomerMatches, problems=(409,)),
    "get_venue_segments": Operation("Venue", venue.VenueSegments, problems=(409,)),
    "get_venue_insights": Operation("Venue", venue.CustomerInsights, problems=(404,)),
    "get_venue_journey": Operation("Venue", venue.CustomerJourney, problems=(404, 409)),
    "get_venue_rfm": Operation("Venue", venue.RFMAnalysisAnswer, problems=(404,)),
    "get_venue_clv": Operation("Venue", venue.CustomerLifetimeValueAnswer, problems=(404,)),
    "get_venue_customer": Operation("Venue", venue.CustomerProfileAnswer, problems=(404,)),
    "get_settings": Operation("Settings", settings.SettingsAnswer, etag=True),
    "put_settings": Operation(
        "Settings",
        settings.SettingsAnswer,
        settings.SettingsChange,
        problems=(412, 428),
        if_match="the settings that were read",
        etag=True,
    ),
    "suggested": Operation("Settings", settings.SuggestedSettingsAnswer, problems=(409,)),
    "preview": Operation("Settings", settings.SettingsPreviewAnswer, settings.SettingsChange, problems=(409, 413)),
    "post_recalculation": Operation(
        "Product affinity", recalculations.RecalculationAnswer, or_status=(202, "Under way: the counts so far.")
    ),
    "get_recalculation": Operation("Product affinity", recalculations.RecalculationAnswer, problems=(404,)),
    "get_me": Operation("Settings", me.MeAnswer),
    "post_token": Operation("Tokens", oauth.TokenAnswer, oauth.TokenRequest, secret=True),
    "get_openapi": Operation("Documents", None),
    "get_docs": Operation("Documents", None, media_type="text/html"),
    "get_docs_asset": Operation("Documents", None, problems=(404,), media_type="text/html, text/javascript, text/css"),
    "get_fields": Operation("Documents", fields.CustomerFieldsAnswer),
    "get_health": Operation("Documents", common.Health),
    "get_api_health": Operation("Documents", common.Health),
}

PROBLEMS = {
    400: "Malformed, or a parameter or field that is not known: each is named.",
    401: "No token, or a bad one: answered by the gateway.",
    403: "Another tenant, a suspended one, or a role that may not.",
    404: "Nothing is known under that id.",
    409: "The state does not allow it; `code` says why.",
    412: "`If-Match` names what has been changed since.",
    413: "The body is over 4 MB.",
    422: "The Idempotency-Key came with another body before.",
    428: "`If-Match` is missing.",
    429: "Too many calls: ours says when to try again; the gateway's own has a message and none of these headers.",
    503: "The store is busy: try again.",
}
TOKEN_ERRORS = {
    400: "Malformed, another grant, or a scope: `error` says which.",
    401: "The id or the secret is wrong, or the client's time is over.",
    429: "Too many tokens are asked for; the gateway's own answer has a message alone.",
    503: "The user pool is busy: try again.",
}
PRIVATE = (400, 401, 403, 429, 503)
WRITES = (409, 413, 422)
BY_GATEWAY = frozenset({401, 429})
# Of these the gateway has its own answer, and we have ours.
BY_BOTH = frozenset({429})
