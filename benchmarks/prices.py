"""What AWS charges on demand in us-east-1, in dollars, as its pages said on the day beside each.

No free tier is in it.
"""

# https://aws.amazon.com/dynamodb/pricing/on-demand/ 2026-11-21 (standard tables)
READ_UNIT = 0.125 / 1e6
WRITE_UNIT = 0.625 / 1e6
# https://aws.amazon.com/lambda/pricing/ 2026-11-21 (arm64, first tier)
LAMBDA_GB_SECOND = 0.0000133334
LAMBDA_REQUEST = 0.20 / 1e6
# https://aws.amazon.com/s3/pricing/ 2026-11-21 (Standard; what lies there for a day costs less than to put it)
S3_PUT = 5.00 / 1e6
S3_GET = 0.40 / 1e6
# https://aws.amazon.com/sqs/pricing/ 2026-11-21 (standard queues; each 64 KB of a request is one)
SQS_REQUEST = 0.40 / 1e6
# https://aws.amazon.com/step-functions/pricing/ 2026-11-21 (standard workflows)
STATE_TRANSITION = 25.00 / 1e6
# https://aws.amazon.com/api-gateway/pricing/ 2026-11-29 (HTTP APIs, first 300 million a month; 512 KB each)
HTTP_CALL = 1.00 / 1e6
# https://aws.amazon.com/cloudwatch/pricing/ 2026-11-29 (standard logs, vended logs of the first 10 TB, standard alarms)
LOG_GB = 0.50
ALARM_METRIC_MONTH = 0.10
OWN_METRIC_MONTH = 0.30
# https://aws.amazon.com/eventbridge/pricing/ 2026-11-29 (Scheduler)
SCHEDULED_CALL = 1.00 / 1e6
# https://aws.amazon.com/eventbridge/pricing/ 2026-11-30 (custom events; each 64 KB of one)
EVENT = 1.00 / 1e6
# https://aws.amazon.com/kms/pricing/ 2026-11-30 (a key; its calls are a few)
KEY_MONTH = 1.00
# https://aws.amazon.com/dynamodb/pricing/on-demand/ 2026-11-29 (storage, and its point-in-time recovery)
TABLE_GB_MONTH = 0.25
RECOVERY_GB_MONTH = 0.20
