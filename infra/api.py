"""The HTTP API: one function behind every path, and a token before all but a few of them."""

from __future__ import annotations

import json

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.cors import ALLOWED_HEADERS, EXPOSED_HEADERS
from infra.deployment import Deployment
from infra.nag import accept

OPEN_PATHS = ("/openapi.json", "/docs", "/docs/{proxy+}", "/health", "/api/health")
TOKENS = "/oauth/token"
"""Where machine clients get their tokens: open, since what they send is their secret."""
TOKENS_A_SECOND, TOKENS_AT_ONCE = 10, 20

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


NOTHING_OF_A_TENANT = "Documentation, health and preflights hold nothing of any tenant."


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
        for path in OPEN_PATHS:
            self._open(path, apigw.HttpMethod.GET)
        if tokens:
            exchange = self._open(TOKENS, apigw.HttpMethod.POST, why="A machine client shows its secret here.")
        if deployment.origins:
            # $default would answer a preflight with 401:
            # docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
            self._open("/{proxy+}", apigw.HttpMethod.OPTIONS)
        log_group = logs.LogGroup(
            self, "AccessLogs", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        self.stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.http,
            stage_name="$default",
            auto_deploy=True,
        )
        stage = self.stage.node.default_child
        assert isinstance(stage, apigw.CfnStage)
        stage.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
        )
        if tokens:
            # a guess at a secret costs a sign-in, of which Cognito takes 120 a second for everybody
            stage.route_settings = {
                f"POST {TOKENS}": {
                    "ThrottlingRateLimit": TOKENS_A_SECOND,
                    "ThrottlingBurstLimit": TOKENS_AT_ONCE,
                }
            }
            stage.node.add_dependency(*exchange)  # AWS refuses settings of a route that is not there yet

    def _open(self, path: str, method: apigw.HttpMethod, why: str = NOTHING_OF_A_TENANT) -> list[apigw.HttpRoute]:
        routes = self.http.add_routes(
            path=path, methods=[method], integration=self._integration, authorizer=apigw.HttpNoneAuthorizer()
        )
        for route in routes:
            accept(route, "AwsSolutions-APIG4", why)
        return routes


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
