"""What moto and botocore work out anew at each request, worked out once, and a partition found without all the others.

None of it changes an answer; `tests/stores` hold the answers against a second engine.
"""

from __future__ import annotations

from collections import deque
from copy import copy, deepcopy
from functools import cache, cached_property, lru_cache
from typing import Any

import botocore.session
import moto.core.responses
import moto.dynamodb.responses
import moto.sqs.models
from botocore.endpoint_provider import RuleSetEndpoint
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.regions import EndpointRulesetResolver
from botocore.useragent import UserAgentString
from moto.core.base_backend import BaseBackend
from moto.core.models import MockAWS, botocore_stubber, responses_mock
from moto.core.utils import camelcase_to_underscores, method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DDBType, DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import dynamo_to_dict

_query = Table.query
_cast = DynamoType.cast_value.fget  # type: ignore[attr-defined]
_size = DynamoType.size
_project = Item.project
# moto's own limit in bytes, which it looks at with each attribute that it puts beside the others.
_LARGEST_ITEM = 405_000
# Of these types moto changes no value in its place; sets, lists and maps it does.
_TOLD_AS_THEY_ARE = frozenset({DDBType.STRING, DDBType.NUMBER, DDBType.BOOLEAN, DDBType.NULL})
_UNCHANGING = _TOLD_AS_THEY_ARE | {DDBType.BINARY}
_lex = ConditionExpressionParser._lex_condition_expression
_parse = ConditionExpressionParser.parse
_parsed: dict[tuple[str | None, str, str], tuple[Any, tuple[str, ...], tuple[str, ...]]] = {}
_MOST_PARSED = 1_000
_alias = EventAliaser._alias_event_name  # type: ignore[attr-defined]
_construct = EndpointRulesetResolver.construct_endpoint


def _query_of_a_partition(
    self: Table,
    hash_key: DynamoType,
    comparison: str | None,
    bounds: list[DynamoType],
    limit: int,
    start: dict[str, Any],
    forward: bool,
    attributes: list[list[str]] | None,
    index_name: str | None = None,
    *rest: Any,
    **options: Any,
) -> Any:
    """moto sorts all items of the table, then leaves out those of other partitions: here they are not there."""
    if index_name is None:
        self, whole = copy(self), self
        self.items = {hash_key: whole.items[hash_key]} if hash_key in whole.items else {}  # type: ignore[assignment]
    return _query(self, hash_key, comparison, bounds, limit, start, forward, attributes, index_name, *rest, **options)


def _cast_value(self: DynamoType) -> Any:
    """Most values are texts, which moto asks for last."""
    return self.value if self.type == DDBType.STRING else _cast(self)


def _size_of(self: DynamoType) -> int:
    """Bytes, counted once of what never changes."""
    if self.type not in _UNCHANGING:
        return _size(self)
    known: dict[str, Any] = vars(self)
    if "_bytes" not in known:
        known["_bytes"] = len(self.value.encode()) if self.type == DDBType.STRING else _size(self)
    counted: int = known["_bytes"]
    return counted


@cache
def _bytes_of_name(name: str) -> int:
    return len(name.encode())


def _size_of_item(self: Item) -> int:
    return sum([_bytes_of_name(name) + value.size() for name, value in self.attrs.items()])


def _copy_of_item(self: Item, memo: dict[int, Any]) -> Item:
    """A copy that shares with its original what never changes."""
    made = copy(self)
    made.attrs = LimitedSizeDict(
        {name: value if value.type in _UNCHANGING else deepcopy(value, memo) for name, value in self.attrs.items()}
    )
    return made


def _plain(value: Any) -> Any:
    """What moto holds, as an answer holds it: most of it are texts and numbers, which moto asks for last."""
    kind = type(value)
    if kind is DynamoType and value.type in _TOLD_AS_THEY_ARE:
        return {value.type: value.value}
    if kind is dict or kind is LimitedSizeDict:
        return {name: _plain(one) for name, one in value.items()}
    if kind is list:
        return [_plain(one) for one in value]
    return value if kind is str or kind is int else dynamo_to_dict(value)


def _make_item(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """All attributes at once."""
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict({name: DynamoType(value) for name, value in attrs.items()})
    if self.size() > _LARGEST_ITEM:
        raise ItemSizeTooLarge


def _projected(self: Item, expressions: list[list[str]]) -> Item:
    """moto turns the whole item into Python's values and back, for each attribute that is asked for."""
    if any(len(path) > 1 for path in expressions):
        return _project(self, expressions)
    asked = copy(self)
    asked.attrs = LimitedSizeDict({name: self.attrs[name] for [name] in expressions if name in self.attrs})
    return asked


@lru_cache(10_000)
def _lexed(expression: str) -> tuple[Any, ...]:
    """The words of an expression, of which a few stand in thousands of requests."""
    return tuple(_lex(ConditionExpressionParser(expression, None, None)))


def _lex_once(self: ConditionExpressionParser) -> deque[Any]:
    return deque(_lexed(self.condition_expression or ""))


def _parse_once(self: ConditionExpressionParser) -> Any:
    """Each write parses its condition twice, and those of one kind say the same of the same values again and again."""
    asked = (
        self.condition_expression,
        repr(self.expression_attribute_names),
        repr(self.expression_attribute_values),
    )
    if asked not in _parsed:
        if len(_parsed) == _MOST_PARSED:
            _parsed.clear()
        _parsed[asked] = _parse(self), (*self.expr_attr_names_found,), (*self.expr_attr_values_found,)
    condition, names, values = _parsed[asked]
    self.expr_attr_names_found, self.expr_attr_values_found = [*names], [*values]
    return condition


def _construct_once(
    self: EndpointRulesetResolver, operation_model: Any, call_args: Any, request_context: Any
) -> RuleSetEndpoint:
    """The address of tables, or of a bucket, which for one client's operation is the same whatever is asked."""
    if operation_model.service_model.service_name not in ("dynamodb", "s3"):
        return _construct(self, operation_model, call_args, request_context)
    known: dict[tuple[str, str | None], RuleSetEndpoint] = vars(self).setdefault("_constructed", {})
    asked = operation_model.name, call_args.get("Bucket")
    if asked not in known:
        known[asked] = _construct(self, operation_model, call_args, request_context)
    return known[asked]


@cache
def _aliased(event_name: str) -> str:
    """What an event is called by now: all sessions know the same old names."""
    return str(_alias(EventAliaser(HierarchicalEmitter()), event_name))


def _mock_botocore_alone(self: MockAWS, reset: bool = True) -> None:
    """moto also takes the place of every address for `requests`, in a thousand patterns: nothing here asks by it."""
    botocore_stubber.enabled = True
    if reset:
        self.reset()
    responses_mock.start()


def _remembered(method: Any, name: str) -> Any:
    """A property that is computed once an instance."""
    made = cached_property(method.fget)
    made.__set_name__(BaseBackend, name)
    return made


def make_moto_quicker() -> None:
    """From here on, for all tests of this process."""
    replaced: tuple[tuple[Any, str, Any], ...] = (
        # which actions a class of moto's has
        (moto.core.responses, "method_names_from_class", cache(method_names_from_class)),
        (moto.sqs.models, "camelcase_to_underscores", cache(camelcase_to_underscores)),
        # all sessions share one loader: else each test parses the same descriptions of services for half a second
        (botocore.session, "create_loader", cache(botocore.session.create_loader)),
        (EventAliaser, "_alias_event_name", lambda _, event_name: _aliased(event_name)),
        # who sends a request, in a hundred parts
        (UserAgentString, "to_string", lambda _: "tests"),
        # a backend's addresses; S3 loads the module of its own once more for each request
        (BaseBackend, "urls", _remembered(BaseBackend.urls, "urls")),
        (MockAWS, "_enable_patching", _mock_botocore_alone),
        (moto.dynamodb.responses, "dynamo_to_dict", _plain),
        (Table, "query", _query_of_a_partition),
        (Item, "__init__", _make_item),
        (Item, "__deepcopy__", _copy_of_item),
        (Item, "size", _size_of_item),
        (Item, "project", _projected),
        (DynamoType, "cast_value", property(_cast_value)),
        (DynamoType, "size", _size_of),
        (ConditionExpressionParser, "_lex_condition_expression", _lex_once),
        (ConditionExpressionParser, "parse", _parse_once),
        (EndpointRulesetResolver, "construct_endpoint", _construct_once),
    )
    for owner, name, value in replaced:
        setattr(owner, name, value)
