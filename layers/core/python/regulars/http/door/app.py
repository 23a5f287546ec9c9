"""The application: every router on one resolver. Whatever comes in leaves as an answer or as a problem."""

from __future__ import annotations

import json
import re
import traceback
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from ...errors import Merged, MethodNotAllowed, NamesMerged, NotFound, TooManyCalls
from ...facts.ids import MAX_ID, spaced
from ...stores.kept import Kept
from ...stores.opened import Stores
from ...stores.shop import Shop
from ...telemetry import logger
from ..oauth import routes as oauth
from ..resources import Place, endpoint_at, places
from . import problem
from .auth import Caller, admit, caller_of
from .buckets import Allowance, Buckets
from .call import Asked, Call
from .endpoint import Answer
from .idempotency import Idempotency
from .json_text import to_json
from .kept_answers import as_known, kept_answer
from .moved import location
from .params import TENANT_IDS, read_params, without_tenant

PLACES = places()
_JSON = "application/json"
# Unless an answer says otherwise: it may hold personal data, and nobody guesses what it is.
_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_ID = re.compile(r"<(\w+)>")


class Answered(NamedTuple):
    """The gateway's response, and the declared path that gave it (None: no such path): ids stay out of logs."""

    response: dict[str, Any]
    route: str | None


class Application:
    """Made once a process; `answer` takes one event. `buckets` limit callers, `kept` holds answers for a minute."""

    def __init__(self, stores: Stores, *, buckets: Buckets | None = None, kept: Kept | None = None) -> None:
        self._buckets = Buckets() if buckets is None else buckets
        self._exchanges = Buckets(oauth.TOKENS_A_SECOND)
        self._kept = kept or Kept()
        self._allowance: Allowance | None = None
        self._stores = stores
        self._idempotency = Idempotency(stores)
        self._resolver = _Resolver()
        self._route: str | None = None
        self._ids: Mapping[str, str] = {}
        for place in PLACES:
            self._resolver.route(place.path, place.method, compress=True)(self._running(place))
        self._resolver.exception_handler(Exception)(self._refuse)

    def answer(self, event: Mapping[str, Any], context: Any, *, now_ms: int) -> Answered:
        """The answer to an HTTP API event (payload 2.0). Never raises."""
        self._route = self._allowance = None
        self._resolver.context["now_ms"] = now_ms
        response = self._resolver.resolve(event, context)
        limited: Mapping[str, str] = {} if self._allowance is None else self._allowance.headers
        response["headers"] = {**_ALWAYS, **limited, **response.get("headers", {})}
        return Answered(response, self._route)

    def _running(self, place: Place) -> Callable[..., Response[Any]]:
        def run(**ids: str) -> Response[Any]:
            event = self._resolver.current_event.raw_event
            for pattern in _closed_to(place):
                if pattern.match(self._resolver.current_event.path):
                    raise MethodNotAllowed(self._resolver.methods())
            endpoint = endpoint_at(place)
            self._route = endpoint.path
            ids = self._ids = {name: spaced(text.replace("%25", "%")) for name, text in ids.items()}
            if any(len(text) > MAX_ID for text in ids.values()):
                raise NotFound(f"No id has more than {MAX_ID} characters.")
            now_ms = self._resolver.context["now_ms"]
            if endpoint.role is None:
                answer = endpoint.run(Asked(event, self._stores, now_ms, self._exchanges), **ids)
                return _response(as_known(answer, event.get("headers", {}).get("if-none-match")))
            caller = caller_of(event)
            self._let_in(caller, now_ms)
            own_pool = bool(self._stores.names.user_pool_id)
            record, role = admit(caller, endpoint.role, self._stores.directory, own_pool=own_pool, now_ms=now_ms)
            ids = without_tenant(ids, record)
            params = read_params(event.get("rawQueryString", ""), endpoint.params, record)
            call = Call(event, Shop(self._stores, record, now_ms, self._kept), params, role)
            if endpoint.kept and not params.get("explain"):
                answer = kept_answer(
                    call, (endpoint.path, *ids.items()), lambda: to_json(endpoint.run(call, **ids).body)
                )
                return _response(as_known(answer, call.header("if-none-match")))
            if not endpoint.writes:
                return _response(endpoint.run(call, **ids))
            kept = self._idempotency.once(
                call,
                endpoint.path + json.dumps(ids, sort_keys=True),
                lambda: _kept(endpoint.run(call, **ids)),
                self._resolver.lambda_context,
            )
            return _from_kept(kept)

        return run

    def _let_in(self, caller: Caller, now_ms: int) -> None:
        """Raises `TooManyCalls`."""
        self._allowance = self._buckets.take((caller.tenant_id, caller.subject), now_ms)
        if not self._allowance.taken:
            raise TooManyCalls(
                f"You may make {self._allowance.a_second} calls a second: wait a moment.", self._allowance.retry_after_s
            )

    def _refuse(self, error: Exception) -> Response[Any]:
        if isinstance(error, NotFoundError) and (allowed := self._resolver.methods()):
            error = MethodNotAllowed(allowed)
        event = self._resolver.current_event.raw_event
        request_id: str = event["requestContext"].get("requestId", "")
        headers = dict(problem.headers(error))
        if isinstance(error, Merged):
            moved = location(self._route or "", self._ids, event.get("rawQueryString", ""), error)
            if moved is None:
                error = NamesMerged(error)
            else:
                headers["Location"] = moved
        found = problem.problem_of(error)
        if found.status == 500:
            # Type and place only: an exception's text may hold what a caller sent.
            frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
            code = getattr(error, "response", {}).get("Error", {}).get("Code")
            extra = {"request": request_id, "error": type(error).__name__, "code": code, "frames": frames[-12:]}
            logger().error("request.fault", extra=extra)
        body = to_json(problem.document(error, request_id))
        return Response(found.status, problem.MEDIA_TYPE, body, headers)


class _Resolver(APIGatewayHttpResolver):
    """Routes whose ids hold any character: `rawPath` arrives decoded, so an id may bring slashes of its own.

    Powertools compiles `<name>` to a set of characters without `/`, `#`, `?` and `"`, and offers no other way in.
    """

    def __init__(self) -> None:
        super().__init__(enable_validation=False)

    def methods(self) -> list[str]:
        """The methods that the event's path has: those of the most particular path that it is."""
        path = self.current_event.path
        found = [place for place in PLACES if _pattern(place.path).match(path)]
        general = {one.path for one in found for other in found if _hides(one.path, other.path)}
        return sorted({place.method for place in found if place.path not in general})

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = "") -> re.Pattern[str]:
        return _pattern(rule)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_ID.sub(_any_text, re.escape(path)) + r"\Z", re.DOTALL)


def _hides(general: str, particular: str) -> bool:
    """Whether the id of one declared path could be taken for the end of another."""
    return general != particular and _pattern(general).match(particular) is not None


@cache
def _closed_to(place: Place) -> list[re.Pattern[str]]:
    """The more particular paths without this method, whose words are no ids. Asked of few places in a process' life."""
    own = {other.path for other in PLACES if other.method == place.method}
    others = dict.fromkeys(other.path for other in PLACES if other.path not in own)
    return [_pattern(other) for other in others if _hides(place.path, other)]


def _any_text(name: re.Match[str]) -> str:
    """Tenants choose no id with a slash: what follows theirs may then hold any."""
    return rf"(?P<{name[1]}>[^/]+)" if name[1] in TENANT_IDS else rf"(?P<{name[1]}>.+)"


def _response(answer: Answer[Any]) -> Response[Any]:
    if isinstance(answer.body, (str, bytes)):
        as_it_is = answer.status == 304 or "Content-Encoding" in answer.headers
        return Response(answer.status, None, answer.body, answer.headers, compress=not as_it_is)
    return Response(answer.status, _JSON, to_json(answer.body), answer.headers)


def _kept(answer: Answer[Any]) -> dict[str, Any]:
    """As the table of requests keeps it: the body as text, so that its keys stay in order.

    Compressed, since as JSON within JSON a character may take twelve bytes, and an item holds 400 KB.
    """
    body = b64encode(zlib.compress(to_json(answer.body).encode())).decode()
    return {"status": answer.status, "headers": dict(answer.headers), "body": body}


def _from_kept(kept: Mapping[str, Any]) -> Response[Any]:
    return Response(kept["status"], _JSON, zlib.decompress(b64decode(kept["body"])).decode(), kept["headers"])
