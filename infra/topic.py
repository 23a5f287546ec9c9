"""The one topic that every alarm goes to, and who may write to it."""

from __future__ import annotations

from aws_cdk import Aws, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.deployment import Deployment


class AlarmTopic(Construct):
    """A topic's own policy replaces the one that it has by itself, so every publisher is named here.

    `monthlyBudget` tells it too, in an account: MiniStack knows no budgets.
    """

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=deployment.tls_only)
        alarms = Stack.of(self).format_arn(
            service="cloudwatch", resource="alarm:" + Stack.of(self).stack_name + "-*", resource_name=None
        )
        self._allow("cloudwatch.amazonaws.com", {"ArnLike": {"aws:SourceArn": alarms}})
        if deployment.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(deployment.alarm_email))
        if deployment.monthly_budget and not deployment.laptop:
            self._allow("budgets.amazonaws.com", {})
            self._budget(deployment.monthly_budget)

    def _allow(self, service: str, more: dict[str, object]) -> None:
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(service)],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}, **more},
            )
        )

    def _budget(self, dollars: int) -> None:
        told = [budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=self.topic.topic_arn)]
        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=dollars, unit="USD"),
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent
                    ),
                    subscribers=told,
                )
                for kind, percent in (("FORECASTED", 100), ("ACTUAL", 80), ("ACTUAL", 100))
            ],
        )
        # it says at once whether the topic takes its messages
        budget.node.add_dependency(self.topic)
