"""The door: a token is asked of everybody, except where nothing of any tenant is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.deployment import Deployment
from testing.template.synthesis import synthesise

ROUTE = "AWS::ApiGatewayV2::Route"
CLIENT = "AWS::Cognito::UserPoolClient"


def authorization(template: Any) -> dict[str, str]:
    routes = (route["Properties"] for route in template.of_type(ROUTE).values())
    return {route["RouteKey"]: route["AuthorizationType"] for route in routes}


def test_only_documentation_health_and_the_exchange_of_a_secret_are_open(template: Any) -> None:
    assert authorization(template) == {
        "$default": "JWT",
        "GET /openapi.json": "NONE",
        "GET /": "NONE",
        "GET /app": "NONE",
        "GET /app/{proxy+}": "NONE",
        "GET /docs": "NONE",
        "GET /docs/{proxy+}": "NONE",
        "GET /schemas/fields": "NONE",
        "GET /schemas/segment-rule.json": "NONE",
        "GET /health": "NONE",
        "GET /api/health": "NONE",
        "POST /oauth/token": "NONE",
    }


def client(template: Any, name: str) -> Any:
    return template.one(CLIENT, f"AuthPool{name}")["Properties"]


def test_tokens_are_the_pools_own_for_its_three_clients_and_no_more(template: Any) -> None:
    jwt = template.one("AWS::ApiGatewayV2::Authorizer", "Token")["Properties"]["JwtConfiguration"]

    assert "AuthPool" in str(jwt["Issuer"])
    assert sorted(one["Ref"] for one in jwt["Audience"]) == sorted(template.of_type(CLIENT))
    assert len(jwt["Audience"]) == 3


def test_no_password_of_a_person_leaves_the_browser(template: Any) -> None:
    refresh = "ALLOW_REFRESH_TOKEN_AUTH"

    assert client(template, "Web")["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", refresh]
    assert client(template, "Dashboard")["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", refresh]
    assert client(template, "Operator")["ExplicitAuthFlows"] == ["ALLOW_ADMIN_USER_PASSWORD_AUTH", refresh]


def test_the_pools_own_page_gives_codes_alone_and_sends_people_to_the_dashboard_of_this_api(template: Any) -> None:
    dashboard = client(template, "Dashboard")

    assert dashboard["AllowedOAuthFlows"] == ["code"]
    [address] = dashboard["CallbackURLs"]
    assert address["Fn::Join"][1][1:] == ["/app"]
    assert "ApiEndpoint" in str(address)
    assert dashboard["LogoutURLs"] == [address]
    assert [client(template, name)["AllowedOAuthFlowsUserPoolClient"] for name in ("Web", "Operator")] == [False] * 2


def test_people_who_have_signed_in_come_to_the_apis_own_domain(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(api="https://regulars.example.com"))

    assert client(own, "Dashboard")["CallbackURLs"] == ["https://regulars.example.com/app"]


def test_scopes_are_nobodys(template: Any) -> None:
    assert template.of_type("AWS::Cognito::UserPoolResourceServer") == {}
    assert client(template, "Dashboard")["AllowedOAuthScopes"] == ["openid", "email"]


def test_upper_case_makes_no_second_user(template: Any) -> None:
    pool = template.one("AWS::Cognito::UserPool", "AuthPool")["Properties"]

    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


def test_the_pools_address_names_account_and_stack(template: Any) -> None:
    [domain] = template.of_type("AWS::Cognito::UserPoolDomain").values()

    assert (
        "".join(map(str, domain["Properties"]["Domain"]["Fn::Join"][1]))
        == "regulars-{'Ref': 'AWS::AccountId'}-regulars"
    )


def test_secrets_are_exchanged_ten_times_a_second_at_most(template: Any) -> None:
    stage = template.one("AWS::ApiGatewayV2::Stage", "Stage")

    limits = stage["Properties"]["RouteSettings"]["POST /oauth/token"]
    assert (limits["ThrottlingRateLimit"], limits["ThrottlingBurstLimit"]) == (10, 20)
    assert any("oauthtoken" in id_ for id_ in stage["DependsOn"])


def test_another_issuer_takes_the_pools_place(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(issuer="https://login.example.com/", audience=("shop",)))

    jwt = own.one("AWS::ApiGatewayV2::Authorizer", "Token")["Properties"]["JwtConfiguration"]
    assert jwt == {"Issuer": "https://login.example.com/", "Audience": ["shop"]}
    assert "POST /oauth/token" not in authorization(own)
    assert "AdminInitiateAuth" not in str(own.body)


def test_pages_of_named_origins_may_call_and_their_preflights_need_no_token(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(origins=("https://shop.example.com",)))

    assert authorization(own)["OPTIONS /{proxy+}"] == "NONE"
    cors = own.one("AWS::ApiGatewayV2::Api", "Http")["Properties"]["CorsConfiguration"]
    assert cors["AllowOrigins"] == ["https://shop.example.com"]


def test_the_access_log_holds_no_path(template: Any) -> None:
    stage = template.one("AWS::ApiGatewayV2::Stage", "Stage")["Properties"]

    assert "$context.path" not in stage["AccessLogSettings"]["Format"]
    assert "sourceIp" not in stage["AccessLogSettings"]["Format"]


def test_the_trigger_writes_access_tokens_and_the_pool_stays(template: Any) -> None:
    pool = template.one("AWS::Cognito::UserPool", "AuthPool")

    assert pool["Properties"]["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"] == "V2_0"
    assert pool["Properties"]["UserPoolTier"] == "ESSENTIALS"
    assert pool["DeletionPolicy"] == "RetainExceptOnCreate"
    assert pool["Properties"]["DeletionProtection"] == "ACTIVE"


def test_an_issuer_without_audience_is_refused() -> None:
    with pytest.raises(ValueError, match="audience"):
        Deployment(issuer="https://login.example.com/")


def test_everybody_together_is_limited_and_open_routes_more_strictly(template: Any) -> None:
    stage = template.one("AWS::ApiGatewayV2::Stage", "Stage")
    whole = stage["Properties"]["DefaultRouteSettings"]
    routes = stage["Properties"]["RouteSettings"]

    assert (whole["ThrottlingRateLimit"], whole["ThrottlingBurstLimit"]) == (200, 400)
    assert set(routes) == {route for route, kind in authorization(template).items() if kind == "NONE"}
    assert {name: route["ThrottlingRateLimit"] for name, route in routes.items()} == {
        **{f"GET {path}": 10 for path in ("/openapi.json", "/docs", "/health", "/api/health")},
        **{f"GET /schemas/{name}": 10 for name in ("fields", "segment-rule.json")},
        **{f"GET {path}": 20 for path in ("/", "/app")},
        "GET /app/{proxy+}": 50,
        "GET /docs/{proxy+}": 20,
        "POST /oauth/token": 10,
    }


def test_the_access_log_lies_where_log_delivery_needs_no_policy_of_its_own(template: Any) -> None:
    stage = template.one("AWS::ApiGatewayV2::Stage", "Stage")["Properties"]
    group = stage["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"][0]

    assert template.body["Resources"][group]["Properties"]["LogGroupName"] == "/aws/vendedlogs/apigateway/Regulars"
