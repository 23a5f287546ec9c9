"""Who may come in: a Cognito pool whose tokens carry tenant and role, or any other OIDC issuer."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.nag import accept

SCOPES = (("read", "Read customers"), ("write", "Write orders too"))


class Auth(Construct):
    """The pool, its web client and what machine clients (made by the operator) ask their tokens for.

    No attribute of a user is trusted: tenant and role come from the table of tenants, through the trigger.
    """

    def __init__(self, scope: Construct, id: str, *, token_claims: lambda_.Function) -> None:
        super().__init__(scope, id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_digits=True, require_lowercase=True, require_symbols=True, require_uppercase=True
            ),
            feature_plan=cognito.FeaturePlan.ESSENTIALS,  # the plan from which the trigger may write access tokens
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        # V3 is also called for machine clients, which have no user
        self.pool.add_trigger(
            cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, token_claims, cognito.LambdaVersion.V3_0
        )
        self._acknowledge()
        self.web_client = self.pool.add_client(
            "Web",
            auth_flows=cognito.AuthFlow(user_password=True, admin_user_password=True, user_srp=True),
            disable_o_auth=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            prevent_user_existence_errors=True,
        )
        self.pool.add_resource_server(
            "Api",
            identifier="regulars",
            scopes=[
                cognito.ResourceServerScope(scope_name=name, scope_description=description)
                for name, description in SCOPES
            ],
        )
        # prefixes are shared by all accounts of a region
        self.pool.add_domain(
            "Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"regulars-{Aws.ACCOUNT_ID}")
        )

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens."""
        return f"https://cognito-idp.{Aws.REGION}.amazonaws.com/{self.pool.user_pool_id}"

    def _acknowledge(self) -> None:
        accept(
            self.pool,
            "AwsSolutions-COG2",
            "Users are made by the operator; whether they need a second factor is the operator's choice.",
        )
        accept(self.pool, "AwsSolutions-COG3", "Threat protection needs the PLUS plan, several times the price a user.")
        accept(self.pool, "AwsSolutions-COG8", "The pool asks for no more than the ESSENTIALS plan gives.")
