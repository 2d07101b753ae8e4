"""gRPC clients are told UNAVAILABLE, with the message, which they know how to go on from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import grpc
import pytest

import processes
from certificates import Authority
from harness import Server

StartServer = Callable[..., Server]
MESSAGE = "Under maintenance"


@pytest.fixture(params=["in clear", "over TLS"])
def channel(
    request: pytest.FixtureRequest, start_tls_server: StartServer, authority: Authority
) -> Iterator[grpc.Channel]:
    server = start_tls_server(HTTP2="on")
    options = [("grpc.enable_http_proxy", 0)]
    if request.param == "in clear":
        channel = grpc.insecure_channel(f"127.0.0.1:{server.port}", options)
    else:
        trusted = grpc.ssl_channel_credentials(authority.certificate.read_bytes())
        channel = grpc.secure_channel(f"localhost:{server.tls_address[1]}", trusted, options)
    with channel:
        yield channel


def messages() -> Iterator[bytes]:
    for _ in range(3):
        yield b"message" * 1000


def assert_unavailable(error: grpc.RpcError) -> None:
    assert error.code() == grpc.StatusCode.UNAVAILABLE
    assert error.details() == MESSAGE


def test_unary(channel: grpc.Channel) -> None:
    for size in (0, 5, 100_000):
        with pytest.raises(grpc.RpcError) as raised:
            channel.unary_unary("/pkg.Service/Method")(bytes(size), timeout=10)
        assert_unavailable(raised.value)


def test_streaming(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        list(channel.unary_stream("/pkg.Service/Method")(b"request", timeout=10))
    assert_unavailable(raised.value)
    with pytest.raises(grpc.RpcError) as raised:
        channel.stream_unary("/pkg.Service/Method")(messages(), timeout=10)
    assert_unavailable(raised.value)
    with pytest.raises(grpc.RpcError) as raised:
        list(channel.stream_stream("/pkg.Service/Method")(messages(), timeout=10))
    assert_unavailable(raised.value)


def test_a_retry_policy_is_honoured(start_tls_server: StartServer) -> None:
    """What the client's service configuration says is tried again, and not more often."""
    server = start_tls_server(ACCESS_LOG="common", WORKERS=1)
    policy = {
        "maxAttempts": 4,
        "initialBackoff": "0.05s",
        "maxBackoff": "0.1s",
        "backoffMultiplier": 1,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    names = [{"service": "pkg.Retried"}]
    config = json.dumps({"methodConfig": [{"name": names, "retryPolicy": policy}]})
    options = [("grpc.enable_http_proxy", 0), ("grpc.service_config", config)]
    with grpc.insecure_channel(f"127.0.0.1:{server.port}", options) as channel:
        for service, attempts in (("Retried", 4), ("Other", 1)):
            with pytest.raises(grpc.RpcError) as raised:
                channel.unary_unary(f"/pkg.{service}/Method")(b"request", timeout=10)
            assert_unavailable(raised.value)

            def lines(service: str = service) -> list[str]:
                return [line for line in server.access_log.splitlines() if f"pkg.{service}/" in line]

            processes.eventually(lambda: len(lines()) >= attempts, 5, "every attempt is logged")
            assert len(lines()) == attempts


def test_many_at_once(channel: grpc.Channel) -> None:
    call = channel.unary_unary("/pkg.Service/Method")
    for future in [call.future(b"request", timeout=10) for _ in range(50)]:
        assert_unavailable(future.exception())
