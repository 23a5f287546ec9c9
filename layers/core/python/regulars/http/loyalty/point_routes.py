"""Points (source 001): how a customer stands, and points added, adjusted and redeemed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...audience.points import list_points
from ...crm.points import points_of
from ...crm.points_changed import Change, change_points
from ...errors import FieldError, QueryRefused
from ...facts.items.loyalty import LoyaltyAction
from ..door import paging
from ..door.auth import Role
from ..door.bodies import Parse, customer_id, long_text, moment, or_default, read_body, required_text, short_text, word
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier
from .answers import changed_row, points_row
from .program_fields import LONGEST_ID, MOST_POINTS

if TYPE_CHECKING:
    from .point_shapes import LoyaltyPoints, LoyaltyPointsList, PointsChangedAnswer

routes = Routes()
_REASON_BYTES = 1_024
_LATEST_MS = 253_402_300_799_999


@routes.get(
    "/api/customers/loyalty-points",
    identifier("customerId", "Only this customer; else all of them, the latest order first."),
    identifier("loyaltyProgramId", "Only in this program; else in every one that is active or ever gave them points."),
    paging.limit(50),
    paging.CURSOR,
)
def get_loyalty_points(call: Call) -> Answer[LoyaltyPointsList]:
    """How customers stand in each program, by their ledgers as they are now: derived from their orders and the entries
    of people, never stored. Open lots in the order in which they are spent, and the newest entries, at most 100 each.

    Without `customerId` a page looks at 100 customers at most: it may be short, and the walk ends where `nextCursor` is
    null.
    """
    customer, program = call.params["customerId"], call.params["loyaltyProgramId"]
    if customer is None:
        piece = paging.Piece(call, f"loyalty-points|{program}", by_settings=True)
        found = list_points(piece.shop, program, limit=call.params["limit"], after=piece.after, pinned=piece.pinned)
        page = piece.page(found, lambda one: points_row(one.points, one.customer_id, call.tenant))
        return Answer(_listed(page.items, page.next_cursor))
    if call.params["cursor"] is not None:
        raise QueryRefused([FieldError("cursor", "does not go with customerId: one customer has no further page")])
    return Answer(
        _listed([points_row(one, customer, call.tenant) for one in points_of(call.shop, customer, program)], None)
    )


def _listed(rows: list[LoyaltyPoints], cursor: str | None) -> LoyaltyPointsList:
    return {"success": True, "count": len(rows), "data": rows, "nextCursor": cursor}


@routes.post("/api/customers/loyalty-points", role=Role.EDITOR)
def post_loyalty_points(call: Call) -> Answer[PointsChangedAnswer]:
    """Adds points, adjusts them or redeems them; the answer says how the customer stands right after it.

    - `add`: `points`, and `expiresAt` where the program's own expiry is not to hold.
    - `adjust`: `points` above 0 or below, and a `reason`.
    - `redeem`: `points`, or `rewardId`. More than are available: 409 `insufficient_points`, and nothing is taken.

    Send an `Idempotency-Key`: with it a repeated call is answered as the first was, at any time later. Without one a
    call that is sent twice is done twice.
    """
    change = _change(call)
    changed = change_points(call.shop, change, key=call.header("idempotency-key"), by=call.subject)
    return Answer({"success": True, "data": changed_row(changed)}, 201)


def _change(call: Call) -> Change:
    body = read_body(
        call,
        {"customerId": customer_id, "loyaltyProgramId": required_text, "action": word(LoyaltyAction)},
        optional={
            "points": or_default(_points),
            "rewardId": or_default(short_text(LONGEST_ID)),
            "reason": or_default(long_text(_REASON_BYTES)),
            "expiresAt": or_default(_instant(call)),
        },
    )
    given = Change(
        body["customerId"],
        body["loyaltyProgramId"],
        body["action"],
        body.get("points"),
        body.get("rewardId"),
        body.get("reason"),
        body.get("expiresAt"),
    )
    if faults := _faults(given):
        raise QueryRefused(faults)
    return given


def _faults(given: Change) -> list[FieldError]:
    """What does not go together."""
    found = []
    redeems, adjusts = given.action is LoyaltyAction.REDEEM, given.action is LoyaltyAction.ADJUST
    if given.points is None and not (redeems and given.reward_id is not None):
        found.append(FieldError("points", "must be given" + (", or a rewardId" if redeems else "")))
    if given.points is not None and given.points < 0 and not adjusts:
        found.append(FieldError("points", "must be above 0; only an adjustment takes a number below 0"))
    if given.reward_id is not None and not redeems:
        found.append(FieldError("rewardId", "goes with the action redeem only"))
    if given.reason is None and adjusts:
        found.append(FieldError("reason", "must be given with an adjustment"))
    if given.expires_ms is not None and given.action is not LoyaltyAction.ADD:
        found.append(FieldError("expiresAt", "goes with the action add only"))
    return found


def _points(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < abs(value) <= MOST_POINTS:
        raise ValueError(f"must be a whole number from 1 to {MOST_POINTS}")
    return value


def _instant(call: Call) -> Parse:
    return moment(call.settings.timezone, _LATEST_MS)
