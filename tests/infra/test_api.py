"""The door: a token is asked of everybody, except where nothing of any tenant is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.deployment import Deployment
from tests.infra.conftest import synthesise

ROUTE = "AWS::ApiGatewayV2::Route"


def authorization(template: Any) -> dict[str, str]:
    routes = (route["Properties"] for route in template.of_type(ROUTE).values())
    return {route["RouteKey"]: route["AuthorizationType"] for route in routes}


def test_only_documentation_and_health_are_open(template: Any) -> None:
    assert authorization(template) == {
        "$default": "JWT",
        "GET /openapi.json": "NONE",
        "GET /docs": "NONE",
        "GET /docs/{proxy+}": "NONE",
        "GET /health": "NONE",
        "GET /api/health": "NONE",
    }


def test_tokens_are_the_pools_own_for_the_web_client(template: Any) -> None:
    jwt = template.one("AWS::ApiGatewayV2::Authorizer", "Token")["Properties"]["JwtConfiguration"]

    assert "AuthPool" in str(jwt["Issuer"])
    assert [str(client) for client in jwt["Audience"]] == [str({"Ref": next(iter(template.of_type(CLIENT)))})]


CLIENT = "AWS::Cognito::UserPoolClient"


def test_another_issuer_takes_the_pools_place(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(issuer="https://login.example.com/", audience=("shop",)))

    jwt = own.one("AWS::ApiGatewayV2::Authorizer", "Token")["Properties"]["JwtConfiguration"]
    assert jwt == {"Issuer": "https://login.example.com/", "Audience": ["shop"]}


def test_pages_of_named_origins_may_call_and_their_preflights_need_no_token(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(origins=("https://shop.example.com",)))

    assert authorization(own)["OPTIONS /{proxy+}"] == "NONE"
    cors = own.one("AWS::ApiGatewayV2::Api", "Http")["Properties"]["CorsConfiguration"]
    assert cors["AllowOrigins"] == ["https://shop.example.com"]


def test_the_access_log_holds_no_path(template: Any) -> None:
    stage = template.one("AWS::ApiGatewayV2::Stage", "Stage")["Properties"]

    assert "$context.path" not in stage["AccessLogSettings"]["Format"]
    assert "sourceIp" not in stage["AccessLogSettings"]["Format"]


def test_the_trigger_is_called_for_machine_clients_too(template: Any) -> None:
    pool = template.one("AWS::Cognito::UserPool", "AuthPool")

    assert pool["Properties"]["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"] == "V3_0"
    assert pool["Properties"]["UserPoolTier"] == "ESSENTIALS"
    assert pool["DeletionPolicy"] == "Retain"


def test_an_issuer_without_audience_is_refused() -> None:
    class Node:
        def try_get_context(self, name: str) -> str | None:
            return {"issuer": "https://login.example.com/"}.get(name)

    with pytest.raises(ValueError, match="audience"):
        Deployment.from_context(Node())  # type: ignore[arg-type]
