"""What the template says and MiniStack leaves undone: three calls, each of which may be repeated."""

from __future__ import annotations

from infra.cors import ALLOWED_HEADERS, EXPOSED_HEADERS
from laptop.place import ACCOUNT, REGION, Place

_ADDRESS = "127.0.0.1"


def after_deploy(place: Place) -> None:
    outputs = place.noted()["outputs"]
    switch_on_ttl(place, outputs["FactsTable"], outputs["RequestsTable"], outputs["DeliveriesTable"])
    map_root_address(place, outputs["ApiId"])
    allow_origins(place, outputs["ApiId"])


def switch_on_ttl(place: Place, *tables: str) -> None:
    """CloudFormation's TimeToLiveSpecification is not applied there."""
    dynamodb = place.client("dynamodb")
    for table in tables:
        status = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
        if status not in ("ENABLED", "ENABLING"):
            dynamodb.update_time_to_live(
                TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
            )


def map_root_address(place: Place, api_id: str) -> None:
    """Makes http://127.0.0.1:port the API; AWS itself stays at http://localhost:port."""
    gateway = place.client("apigatewayv2")
    if not any(domain["DomainName"] == _ADDRESS for domain in gateway.get_domain_names()["Items"]):
        gateway.create_domain_name(
            DomainName=_ADDRESS,
            DomainNameConfigurations=[
                {
                    "CertificateArn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/none",
                    "EndpointType": "REGIONAL",
                }
            ],
        )
    mappings = gateway.get_api_mappings(DomainName=_ADDRESS)["Items"]
    for mapping in mappings:
        if mapping["ApiId"] != api_id:
            gateway.delete_api_mapping(DomainName=_ADDRESS, ApiMappingId=mapping["ApiMappingId"])
    if not any(mapping["ApiId"] == api_id for mapping in mappings):
        gateway.create_api_mapping(ApiId=api_id, DomainName=_ADDRESS, Stage="$default")


def allow_origins(place: Place, api_id: str) -> None:
    """CloudFormation's CorsConfiguration is stored so that it refuses every preflight. A laptop allows all pages."""
    place.client("apigatewayv2").update_api(
        ApiId=api_id,
        CorsConfiguration={
            "AllowOrigins": ["*"],
            "AllowMethods": ["*"],
            "AllowHeaders": list(ALLOWED_HEADERS),
            "ExposeHeaders": list(EXPOSED_HEADERS),
            "MaxAge": 3600,
        },
    )
