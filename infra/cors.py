"""The headers that pages of other origins may send and see."""

ALLOWED_HEADERS = ("authorization", "content-type", "idempotency-key", "if-match", "if-none-match")
EXPOSED_HEADERS = ("etag", "link", "location", "ratelimit", "ratelimit-policy", "retry-after")
