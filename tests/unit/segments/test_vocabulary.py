"""The words of rules are stored with them: each that ever was one means the same for good."""

from __future__ import annotations

from regulars.scoring.fields import Field, Operator
from regulars.scoring.operators import ABOUT, Takes
from regulars.segments.counted import COLLECTIONS
from regulars.segments.vocabulary import RULE_FIELDS

# A field that goes, or a value, would leave stored rules that cannot be read: add, and take nothing away.
WORDS = {
    "orderCount": "integer",
    "totalSpend": "money_text",
    "averageOrderValue": "money",
    "firstOrderDate": "instant",
    "lastOrderDate": "instant",
    "lastOrderReference": "text",
    "lifecycleSegment": "enumeration: VIP|Active|New|Dormant",
    "lastOrderDaysAgo": "integer",
    "purchaseCadence": "enumeration: Weekly|Monthly|Quarterly|Occasional|One-time|None",
    "recencyScore": "integer",
    "frequencyScore": "integer",
    "monetaryScore": "integer",
    "rfmScore": "text",
    "rfmSegment": (
        "enumeration: Champions|VIP|Loyal Customers|Potential Loyalists|Recent Customers|"
        "Promising|New Customers|At Risk|Hibernating|Lost"
    ),
    "venueSegment": "enumeration: new|occasional|regular|vip|at_risk|dormant|lost",
    "unitsBought": "quantity",
    "ordersPerYear": "number",
    "churnProbabilityByRules": "number",
    "simpleClv": "money",
    "daysToLapse": "integer",
    "engagementScore": "integer",
    "engagement": "enumeration: high|medium|low|inactive",
    "churnRiskScore": "integer",
    "churnRisk": "enumeration: critical|high|medium|low",
    "healthScore": "integer",
    "loyaltyTiers": "texts",
    "npsScore": "integer",
    "npsBand": "enumeration: promoter|passive|detractor",
    "averageRating": "number",
    "unanswered": "boolean",
    "status": "enumeration: active|inactive|vip|at_risk|lost",
    "customerType": "enumeration: retail|wholesale|distributor",
    "source": "enumeration: direct|marketplace|referral",
    "emailOptIn": "boolean",
    "smsOptIn": "boolean",
    "pushOptIn": "boolean",
    "whatsappOptIn": "boolean",
    "doNotContact": "boolean",
    "modelBasis": "enumeration: model|prior|rules|not_eligible",
    "modelChurnProbability": "number",
    "modelCorrected": "boolean",
    "pAlive": "number",
    "expectedOrders": "number",
    "expectedOrderValue": "money",
    "modelClv": "money",
    "customerId": "text",
    "name": "text",
    "email": "text",
    "phone": "text",
    "company": "text",
    "accountName": "text",
    "accountCode": "text",
    "channel": "text",
    "preferredContactMethod": "text",
    "subscriptions": "texts",
    "tags": "texts",
    "orders.total": "money",
    "orders.units": "quantity",
    "products.productId": "text",
    "products.category": "text",
    "products.timesBought": "integer",
    "products.daysOverdue": "integer",
    "interactions.type": "enumeration: visit|purchase|review|feedback|support|return|payment_received|payment_failed",
    "communications.channel": "enumeration: email|sms|phone|chat|in_person|push|whatsapp",
    "communications.direction": "enumeration: inbound|outbound",
    "communications.opened": "boolean",
    "communications.clicked": "boolean",
}
MEASURES = {
    "orders": "count sum quantity",
    "products": "count sum quantity",
    "interactions": "count",
    "communications": "count",
}
TAKEN = {
    Takes.ONE: "is is_not at_least at_most more_than less_than contains not_contains begins_with ends_with",
    Takes.SEVERAL: "one_of none_of has_any has_all has_none",
    Takes.TWO: "between",
    Takes.DAYS: "in_last not_in_last",
    Takes.NOTHING: "is_set is_not_set",
}


def told(field: Field) -> str:
    return field.kind.value if field.values is None else f"{field.kind.value}: {'|'.join(map(str, field.values))}"


def test_every_word_of_a_stored_rule_is_known_and_means_what_it_meant() -> None:
    words = {name: told(field) for name, field in RULE_FIELDS.items()}
    words |= {f"{one.name}.{field.name}": told(field) for one in COLLECTIONS.values() for field in one.where}

    assert {name: words.get(name) for name in WORDS} == WORDS
    assert not words.keys() - WORDS.keys(), "a new word: put it here"


def test_measures_and_operators_stay() -> None:
    assert {name: " ".join(one.measures) for name, one in COLLECTIONS.items()} == MEASURES
    assert {takes: " ".join(one for one in Operator if ABOUT[one].takes is takes) for takes in Takes} == TAKEN
