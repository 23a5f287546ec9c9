"""What AWS charges on demand in us-east-1, in dollars, as its pages said on 2026-11-21; no free tier in it."""

# https://aws.amazon.com/dynamodb/pricing/on-demand/ (standard tables)
READ_UNIT = 0.125 / 1e6
WRITE_UNIT = 0.625 / 1e6
# https://aws.amazon.com/lambda/pricing/ (arm64, first tier)
LAMBDA_GB_SECOND = 0.0000133334
LAMBDA_REQUEST = 0.20 / 1e6
# https://aws.amazon.com/s3/pricing/ (S3 Standard; what lies there for a day costs less than it took to put it)
S3_PUT = 5.00 / 1e6
S3_GET = 0.40 / 1e6
# https://aws.amazon.com/sqs/pricing/ (standard queues; each 64 KB of a request is one)
SQS_REQUEST = 0.40 / 1e6
# https://aws.amazon.com/step-functions/pricing/ (standard workflows)
STATE_TRANSITION = 25.00 / 1e6
