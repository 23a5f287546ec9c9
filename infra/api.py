"""The HTTP API: one function behind every path, and a token before all but a few, each with a rate."""

from __future__ import annotations

import json
from typing import NamedTuple

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.cors import ALLOWED_HEADERS, EXPOSED_HEADERS
from infra.deployment import Deployment
from infra.nag import accept

RATE, BURST = 200, 400
"""Calls a second of everybody together, and how many may come at once: beyond, the gateway answers 429 itself."""
NOTHING_OF_A_TENANT = "It answers nothing of any tenant."


class OpenRoute(NamedTuple):
    """A route that asks for no token, and its own calls a second; twice as many may come at once."""

    method: apigw.HttpMethod
    path: str
    rate: int
    why: str = NOTHING_OF_A_TENANT


OPEN_ROUTES = (
    OpenRoute(apigw.HttpMethod.GET, "/openapi.json", 10),
    OpenRoute(apigw.HttpMethod.GET, "/docs", 10),
    OpenRoute(apigw.HttpMethod.GET, "/docs/{proxy+}", 20),
    OpenRoute(apigw.HttpMethod.GET, "/schemas/fields", 10),
    OpenRoute(apigw.HttpMethod.GET, "/schemas/segment-rule.json", 10),
    OpenRoute(apigw.HttpMethod.GET, "/", 20),
    OpenRoute(apigw.HttpMethod.GET, "/app", 20),
    OpenRoute(apigw.HttpMethod.GET, "/app/{proxy+}", 50),
    OpenRoute(apigw.HttpMethod.GET, "/health", 10),
    OpenRoute(apigw.HttpMethod.GET, "/api/health", 10),
)
TOKENS = OpenRoute(apigw.HttpMethod.POST, "/oauth/token", 10, "A machine client shows its secret here.")
"""A guess at a secret costs a sign-in, of which Cognito takes 120 a second for everybody."""
PREFLIGHTS = OpenRoute(apigw.HttpMethod.OPTIONS, "/{proxy+}", 100)

# no path and no caller's address: paths hold customers' ids
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "integrationError": "$context.integrationErrorMessage",
}


class Api(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        deployment: Deployment,
        function: lambda_.Function,
        issuer: str,
        audience: list[str],
        tokens: bool,
    ) -> None:
        """`tokens`: whether this API makes tokens for machine clients."""
        super().__init__(scope, id)
        self._integration = integrations.HttpLambdaIntegration("Function", function)
        self.http = apigw.HttpApi(
            self,
            "Http",
            description="Regulars",
            create_default_stage=False,
            default_authorizer=authorizers.HttpJwtAuthorizer("Token", issuer, jwt_audience=audience),
            default_integration=self._integration,
            cors_preflight=_cors(deployment),
        )
        # $default would answer a preflight with 401:
        # docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
        open_routes = [*OPEN_ROUTES, *([TOKENS] if tokens else []), *([PREFLIGHTS] if deployment.origins else [])]
        log_group = logs.LogGroup(
            self,
            "AccessLogs",
            # this prefix keeps the resource policy of all log groups short, as in machines.py
            log_group_name=f"/aws/vendedlogs/apigateway/{Stack.of(self).stack_name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.http,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=RATE, burst_limit=BURST),
        )
        stage = self.stage.node.default_child
        assert isinstance(stage, apigw.CfnStage)
        stage.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
        )
        stage.route_settings = {
            f"{route.method.name} {route.path}": {
                "ThrottlingRateLimit": route.rate,
                "ThrottlingBurstLimit": 2 * route.rate,
            }
            for route in open_routes
        }
        for route in open_routes:
            stage.node.add_dependency(self._open(route))  # a setting names a route that is there

    def _open(self, route: OpenRoute) -> apigw.HttpRoute:
        [made] = self.http.add_routes(
            path=route.path,
            methods=[route.method],
            integration=self._integration,
            authorizer=apigw.HttpNoneAuthorizer(),
        )
        accept(made, "AwsSolutions-APIG4", route.why)
        return made


def _cors(deployment: Deployment) -> apigw.CorsPreflightOptions | None:
    if not deployment.origins:
        return None
    return apigw.CorsPreflightOptions(
        allow_origins=list(deployment.origins),
        allow_methods=[apigw.CorsHttpMethod.ANY],
        allow_headers=list(ALLOWED_HEADERS),
        expose_headers=list(EXPOSED_HEADERS),
        max_age=Duration.hours(1),
    )
