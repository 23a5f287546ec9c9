"""Every read of the stores is consistent, or is eventual for a reason that stands here.

The first invariant rests on it, and neither moto nor the emulator would tell: they always read what was written last.
`testing/pipeline/eventual.py` shows what follows where one is wrong.
"""

from __future__ import annotations

from testing.aws.reads import reads

CONSISTENT = {
    "evaluations.Evaluations.of": "the `n` under which the next announcement is put",
    "evaluations.Evaluations._bucket": "the same for a night",
    "due_entries.DueEntries.of": "nobody who is due is passed over",
    "rows.Rows.revisions_of": "a projection that missed a revision would put an older view over a newer one",
    "rows.Rows.seen_of": "the same for parts of the row that stay as they are",
    "rows.Rows.read_ats": "whether a projection has seen an order that was just written",
    "rows.Rows.rows_of": "what a lookup's entry, a repair or an answer is checked against",
    "rows.Rows.sums_of": "the same for what is found by a word",
    "rows.Rows.sweep": "a retired generation is empty only when nothing at all is left",
    "generations.GenerationStore.read": "a projection must not miss a generation that was announced before its message",
    "jobs.Jobs.shards": "the end of a night adds up what its turns have just written",
    "job_records.JobRecords._get": "one job at a time and its state; its steps follow each other within milliseconds",
    "ledger.Ledger._query": "the fold sees every item that was acknowledged, and a list what was just written",
    "ledger.Ledger.read_items": "an item is written over exactly the one that was read",
    "registry.Registry.owners": "an order id belongs to one customer",
    "registry.Registry.known_as": "what is told twice under one id elsewhere is written once",
    "tag_names.TagNames.all": "a tag that was just given is in the list of tags",
    "tag_names.TagNames.colours_of": "a colour that was just given is not taken back by the next tag",
    "registry.Registry.roster": "a rebuild passes over nobody",
    "job_turns.JobTurns.read": "the turns that the next put replaces",
    "tenants.Directory._read": "settings, status, generations and member of an answer or an invocation",
    "members.Members.read": "a token made a moment after its member; a member who was removed a moment ago",
    "members.Members.of": "who belongs to a tenant, right after somebody was added or removed",
    "own_rules.read_revision": "the revision that the next edit replaces",
    "own_rules.read_stored": "a segment or program that was just made is listed, edits are checked against all others",
    "webhooks.WebhookStore._stored": "an event right after a webhook was made or switched on",
    "webhooks.WebhookStore.read": "the revision that the next change replaces; one that was just switched off",
    "deliveries.Outbox.head": "what came while somebody was sending: whoever ends a turn looks once more",
    "deliveries.Outbox._walk": "a test message that was just sent is listed",
    "deliveries.Turns.due": "a wait that was just begun is not over",
    "night_records.NightRecords._newest": "an answer of the night that has just ended",
    "of_tenant.OfTenant.items": "nothing of a tenant that moves or is erased is missed",
    "passages.Passages._read": "which file is taken in, or whose erasure has begun",
    "job_items.JobItems._all": "jobs that may still hold what they found of somebody who is erased",
    "rows.Rows.forget": "who is erased has no row, also one that was put a moment ago",
    "registry.Registry.forget_customers": "nor a place on the roster",
    "tombstones.Tombstones._of_erasure": "one that was put a moment ago is settled, or taken back, with the others",
}
EVENTUAL = {
    "passages.on_their_way": "a look of doctor's at what was begun long ago",
    "backtests.Backtests.read": "replaced a few times a year; an older one is a whole answer and says of when it is",
    "due_entries.DueTenants.all": "each is then advanced by a condition, and looked at again within minutes",
    "rows.Rows.histories_of": "timelines beside the rows of an index, which follow the ledger by a queue anyway",
    "rows.Rows.get": "no part of the product writes by it",
    "rows.Rows.all": "comparisons and tools",
    "rows.Rows.versions": "which rows are of an older facts version; a second look follows",
    "rows.Rows.longest_untouched_version": "what `doctor` says",
    "rows.Rows.shard_page": "a night compares what differs a second time, by `rows_of`",
    "rows.Rows.index_page": "an index is never read otherwise",
    "rows.Rows.index_count": "an index is never read otherwise",
    "ledger.Ledger.glance_at": "whom an order may claim; the claim itself is conditional",
    "listed.Listed._part": "an index is never read otherwise; the items behind it are read consistently",
    "listed.Listed._counted": "an index is never read otherwise",
    "deliveries.Outbox.delivered_between": "a replay of what was delivered; what is delivered just now came just now",
    "lake.Lake.days": "a day that was written a moment ago is looked through by the second sweep",
    "fits.FitStore.read": "the fit of the night before is a whole fit",
    "job_records.JobRecords.page": "the list of imports",
    "lookups.Lookups.page": "entries are checked against their rows, and a missing one is missing for a moment",
    "registry.Registry.strangers": "an unconditional put of the same item twice is one item",
    "registry.Registry.customer_behind": "a customer behind a hash that a log line showed",
    "registry.Registry.roster_page": "a night's sample; who came a moment ago is compared another night",
    "tombstones.Tombstones.under": "its callers say: an order may be stored that missed one, a sweep may not",
    "due_entries.DueEntries.forget_all": "whoever could have put one has ended minutes ago",
    "erasures.Erasures.days": "how many were erased on which day; a note",
    "tenants.Directory.all": "who is listed; each tenant is then read consistently",
}


def test_a_read_that_must_be_consistent_is() -> None:
    found = reads()

    assert {name for name in CONSISTENT if not found[name]} == set()


def test_every_read_is_consistent_or_eventual_for_a_reason() -> None:
    assert set(reads()) == set(CONSISTENT) | set(EVENTUAL)


def test_what_is_eventual_for_a_reason_is_not_paid_twice_for() -> None:
    found = reads()

    assert {name for name in EVENTUAL if found[name]} == set()
