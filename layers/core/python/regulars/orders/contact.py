"""What an order says about its customer, under the names that callers give it."""

from __future__ import annotations

from ..facts.order import Contact


def contact_as_given(contact: Contact) -> dict[str, str | None]:
    """Every field under the name that callers give it (docs/api.md, Orders)."""
    return {
        "name": contact.name,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
        "company": contact.company,
        "accountName": contact.account_name,
        "accountCode": contact.account_code,
    }
