"""Who belongs into an export: each row as of its instant, by the conditions of lists; and who is left out."""

from __future__ import annotations

from ..facts.attention import MOST_TAGS
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.fold import fold
from ..facts.items.tag import Tag
from ..lists.query import matches
from ..people.columns import PREDICTED
from ..people.customer import Customer
from ..scoring.derive import derive, with_prediction
from ..stores.folded import whole
from ..stores.ledger import Ledger
from .plan import Plan
from .request import AUDIENCES
from .work import Work


class Judge:
    """One turn's. All of it is fixed by the plan: an edit meanwhile changes nothing."""

    def __init__(self, work: Work, plan: Plan, ledger: Ledger) -> None:
        segment = plan.membership(work.request, work.tenant)
        self._query = work.request.query(segment)
        self._tag = work.request.tag
        self._at_ms = plan.as_of_ms
        self._in_past = plan.in_past
        self._fit = plan.fit
        self._settings = self._query.settings(plan.settings)
        shown = work.format.read_fields(work.layout(plan))
        asked = {condition.field.name for condition in self._query.conditions}
        self._predicts = bool(PREDICTED & (shown | asked)) or (segment is not None and segment.predicts)
        self._ledger = ledger

    def customer(self, row: FactsRow) -> Customer | None:
        """The customer at the instant; None where they do not match, or were not there."""
        facts = self._facts(row)
        if facts is None or not self._is_tagged(facts):
            return None
        scores = derive(facts, self._settings, self._at_ms)
        if self._predicts:
            scores = with_prediction(scores, facts, self._fit, self._settings, self._at_ms)
        return Customer(facts, scores) if matches(self._query, facts, scores, self._at_ms) else None

    def _is_tagged(self, facts: CustomerFacts) -> bool:
        """Whether they have the tag that was asked for, if any; of who has more than lie in a row by the ledger."""
        tags = facts.tags or ()
        if self._tag is None or self._tag in tags:
            return True
        if len(tags) < MOST_TAGS:
            return False
        return any(tag.name == self._tag for tag in self._ledger.read_customer(facts.customer_id).of(Tag))

    def _facts(self, row: FactsRow) -> CustomerFacts | None:
        """What was known at the instant: of who has changed since, and of heavy ones, by the ledger."""
        if self._in_past:
            facts = whole(row, self._ledger).as_of(self._at_ms) if row.facts.known else row.facts
            return facts if facts.purchases.order_count else None
        if row.newest_read_ms > self._at_ms:
            facts = fold(self._ledger.read_customer(row.customer_id).as_of(self._at_ms))
        else:
            facts = whole(row, self._ledger)
        return facts if facts.known else None


def left_out(customer: Customer, work: Work) -> str | None:
    """The name of the count of those who are left out as this customer is; None: they are in the file.

    An audience for marketing is matched by e-mail, and leaves out who is not to be contacted and who opted out of
    e-mail, unless somebody asks for them. Who was never asked is in it.
    """
    if work.request.format not in AUDIENCES:
        return None
    contact = customer.facts.contactability
    if not work.request.include_opted_out:
        if contact.do_not_contact:
            return "do_not_contact"
        if contact.email is False:
            return "opted_out"
    return None if (customer.facts.profile.email or "").strip() else "without_email"
