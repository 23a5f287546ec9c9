"""The table by which Athena reads what nights leave: described here, filled by them; nothing crawls."""

from __future__ import annotations

from aws_cdk import Aws, Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct
from regulars.people.columns import BY_NAME
from regulars.scoring.explain import Kind

_TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.QUANTITY: "double",
    Kind.MONEY: "double",
    Kind.MONEY_PLAIN: "double",
    Kind.SET: "array<string>",
    Kind.TEXTS: "array<string>",
}
"""Everything else is a string, instants too: `from_iso8601_timestamp` reads them."""


def lake_table(scope: Construct, bucket: s3.Bucket) -> glue.CfnTable:
    """`customers` in a database of the stack's name. A query names the tenant and may name days: both are in the path,
    and no partition has to be added."""
    name = Stack.of(scope).stack_name.lower().replace("-", "_")
    database = glue.CfnDatabase(
        scope, "Lake", catalog_id=Aws.ACCOUNT_ID, database_input=glue.CfnDatabase.DatabaseInputProperty(name=name)
    )
    where = f"s3://{bucket.bucket_name}/lake/"
    table = glue.CfnTable(
        scope,
        "LakeCustomers",
        catalog_id=Aws.ACCOUNT_ID,
        database_name=name,
        table_input=glue.CfnTable.TableInputProperty(
            name="customers",
            description="Every customer with all fields, as each night derived them",
            table_type="EXTERNAL_TABLE",
            parameters={
                "classification": "json",
                "compressionType": "gzip",
                "projection.enabled": "true",
                "projection.tenant.type": "injected",
                "projection.day.type": "date",
                "projection.day.format": "yyyy-MM-dd",
                "projection.day.range": "NOW-40DAYS,NOW+1DAYS",
                "storage.location.template": f"{where}${{tenant}}/day=${{day}}/",
            },
            partition_keys=[_column("tenant", "string"), _column("day", "string")],
            storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                location=where,
                columns=columns(),
                input_format="org.apache.hadoop.mapred.TextInputFormat",
                output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                serde_info=glue.CfnTable.SerdeInfoProperty(
                    serialization_library="org.openx.data.jsonserde.JsonSerDe", parameters=_mapping()
                ),
            ),
        ),
    )
    table.add_dependency(database)
    return table


def columns() -> list[glue.CfnTable.ColumnProperty]:
    """Every field of the registry, and when the night was. Athena's names are lower case."""
    fields = [_column(name.lower(), _TYPES.get(field.kind, "string")) for name, field in BY_NAME.items()]
    return [_column("asof", "string"), *fields]


def _mapping() -> dict[str, str]:
    """Which name in a line each column has."""
    return {f"mapping.{name.lower()}": name for name in ("asOf", *BY_NAME)}


def _column(name: str, type_: str) -> glue.CfnTable.ColumnProperty:
    return glue.CfnTable.ColumnProperty(name=name, type=type_)
