"""Who may come in: a Cognito pool whose tokens carry tenant and role, or any other OIDC issuer."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.deployment import Deployment
from infra.nag import accept

ADMIN_SIGN_IN = "cognito-idp:AdminInitiateAuth"
DASHBOARD = "/app"
"""Where the pool sends people back to; the pool compares it letter by letter."""


class Auth(Construct):
    """The pool and its three app clients. Their ids are the API's audiences, for people and machines alike.

    - Web: pages of a platform; people sign in by SRP, no password leaves the browser.
    - Dashboard: the pool's own sign-in page, code with PKCE.
    - Operator: calls that AWS credentials sign: the operator's command, and `/oauth/token` for machine clients.

    No attribute of a user is trusted: tenant and role come from the table of tenants, through the trigger.
    """

    def __init__(self, scope: Construct, id: str, *, token_claims: lambda_.Function, deployment: Deployment) -> None:
        super().__init__(scope, id)
        if deployment.user_pool:
            self.pool: cognito.IUserPool = self._adopted(deployment.user_pool, token_claims)
            self.sign_in_url = deployment.sign_in or ""
        else:
            self.pool = self._made(token_claims, deployment)
        self.web_client = self._client("Web", cognito.AuthFlow(user_srp=True), refresh=Duration.days(30))
        self.operator_client = self._client(
            "Operator", cognito.AuthFlow(admin_user_password=True), refresh=Duration.hours(1)
        )
        self.dashboard_client = self._dashboard_client()

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens."""
        return f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{self.pool.user_pool_id}"

    @property
    def audience(self) -> list[str]:
        clients = (self.web_client, self.operator_client, self.dashboard_client)
        return [client.user_pool_client_id for client in clients]

    @property
    def environment(self) -> dict[str, str]:
        """What a function is told that signs machine clients in, and sends people to sign in."""
        return {
            "USER_POOL_ID": self.pool.user_pool_id,
            "OPERATOR_CLIENT_ID": self.operator_client.user_pool_client_id,
            "DASHBOARD_CLIENT_ID": self.dashboard_client.user_pool_client_id,
            "SIGN_IN_URL": self.sign_in_url,
        }

    def return_to(self, api: str) -> None:
        """Sends people who have signed in to the dashboard of this API, and those who have signed out."""
        client = self.dashboard_client.node.default_child
        assert isinstance(client, cognito.CfnUserPoolClient)
        client.callback_ur_ls = client.logout_ur_ls = [api + DASHBOARD]

    def _made(self, token_claims: lambda_.Function, deployment: Deployment) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            sign_in_case_sensitive=False,  # cannot be changed after the pool is made
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_digits=True, require_lowercase=True, require_symbols=True, require_uppercase=True
            ),
            feature_plan=cognito.FeaturePlan.ESSENTIALS,  # the plan from which the trigger may write access tokens
            deletion_protection=deployment.protected,
            removal_policy=RemovalPolicy.DESTROY if deployment.ephemeral else RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        # from V2 on the trigger writes access tokens, too
        pool.add_trigger(
            cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, token_claims, cognito.LambdaVersion.V2_0
        )
        # the prefix is shared by all accounts of a region
        prefix = f"regulars-{Aws.ACCOUNT_ID}-{Stack.of(self).stack_name.lower()}"
        domain = pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix))
        self.sign_in_url = domain.base_url()
        _acknowledge(pool)
        return pool

    def _adopted(self, pool_id: str, token_claims: lambda_.Function) -> cognito.IUserPool:
        """A pool that was there before, with the sign-in page that it has. It may call the trigger; that it does is
        set by hand, since no template may change a pool that it did not make (docs/runbook.md)."""
        pool = cognito.UserPool.from_user_pool_id(self, "Pool", pool_id)
        token_claims.add_permission(
            "AdoptedPool", principal=iam.ServicePrincipal("cognito-idp.amazonaws.com"), source_arn=pool.user_pool_arn
        )
        return pool

    def _client(self, name: str, flows: cognito.AuthFlow, *, refresh: Duration) -> cognito.UserPoolClient:
        return self.pool.add_client(
            name,
            auth_flows=flows,
            disable_o_auth=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=refresh,
            prevent_user_existence_errors=True,
        )

    def _dashboard_client(self) -> cognito.UserPoolClient:
        return self.pool.add_client(
            "Dashboard",
            auth_flows=cognito.AuthFlow(user_srp=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=["https://example.com"],  # `return_to` replaces it: the API is made after the pool
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(1),
            prevent_user_existence_errors=True,
        )


def _acknowledge(pool: cognito.UserPool) -> None:
    accept(
        pool,
        "AwsSolutions-COG2",
        "Users are made by the operator; whether they need a second factor is the operator's choice.",
    )
    accept(pool, "AwsSolutions-COG3", "Threat protection needs the PLUS plan, several times the price a user.")
    accept(pool, "AwsSolutions-COG8", "The pool asks for no more than the ESSENTIALS plan gives.")
