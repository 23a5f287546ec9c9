"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_profiles": Example(query={"customerId": "cafe-med"}),
    "post_profile": Example(
        body={
            "customerId": "florist",
            "firstName": "Flora",
            "lastName": "Lee",
            "email": "flora@example.com",
            "companyName": "Bay Flowers",
            "customerType": "wholesale",
            "source": "referral",
        }
    ),
    "put_profile": Example(
        body={"customerId": "cafe-med", "phone": "+64 9 765 4321", "status": "vip", "companyName": None},
        headers={"if-match": '"0"'},
    ),
}
