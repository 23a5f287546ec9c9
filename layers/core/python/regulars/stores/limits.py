"""Limits of AWS that the stores keep to, each with the page that states it, and the product's own bounds."""

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
BATCH_GET_KEYS = 100
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
BATCH_WRITE_ITEMS = 25
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
BATCH_STATEMENTS = 25
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
TRANSACTION_ITEMS = 100
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
SEND_MESSAGE_BATCH = 10
# Of one message, and of all messages of one request.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
SEND_MESSAGE_BYTES = 262_144
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
LONGEST_DELAY_S = 900
# Of one request to the bus, and of all its entries together.
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
BUS_ENTRIES = 10
BUS_ENTRY_BYTES = 256_000
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadWriteCapacityMode.html
READ_UNIT_BYTES = 4_096
WRITE_UNIT_BYTES = 1_024

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
QUERY_PAGE_BYTES = 1_048_576

# Ours. DynamoDB's own limit is 400 KB an item; the rest is room for attributes that come later.
ORDER_ITEM_BYTES = 300_000
# A timeline beyond this leaves the indexes (and is fetched when asked for) ...
PROJECTED_TIMELINE_BYTES = 1_024
# ... and a customer whose timeline passes this is heavy: answered from the ledger, not from their row.
HEAVY_BYTES = 300_000
# What one page of a list may read: whichever comes first.
LIST_ROWS = 10_000
LIST_BYTES = 10_000_000
# What a row weighs in an index, about: for answers that do not show it.
LISTED_ROW_BYTES = 512
# Orders a customer that are promised to work well; more are taken, counted and alarmed.
PROMISED_ORDERS = 20_000
EMPTIED_ROW_DAYS = 7
# Repeat buyers of one product that are answered live: about 7.5 MB.
LOOKUP_ENTRIES = 50_000
# Entries that one page of a search may read, each with a row to check.
SEARCH_ENTRIES = 1_000
# How often a message may be sent again for lack of time: Lambda's own bound (16) is switched off for what counts its
# own (infra/functions.py). A heavy customer's entries take a few.
MOST_HOPS = 100
# After which a message that failed comes back, in seconds: at random between the two.
COMES_BACK_S = (20, 30)
# What one message asks of a customer's lookups: at most 52 KB of ids, and seconds of work.
LOOKUPS_PER_MESSAGE = 100
