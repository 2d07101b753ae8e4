"""A worker that dies costs its own connections and nothing else: the master replaces it, keeps
replacing it when it keeps dying, and when the master dies the workers end too."""

import os
import signal
import time
from collections.abc import Callable

import http1
import processes
from harness import FORWARDED, Server, run_command
from load import Load

StartServer = Callable[..., Server]


def kept_clients(server: Server, count: int) -> list[http1.Client]:
    clients = [server.client() for _ in range(count)]
    for client in clients:
        assert not client.ask(headers=[FORWARDED]).closes
    return clients


def test_there_are_as_many_workers_as_asked_for(start_server: StartServer) -> None:
    for count in (1, 3):
        server = start_server(WORKERS=count)
        assert len(server.workers) == count
        server.stop()


def test_by_default_there_is_one_worker_for_each_usable_cpu(server: Server) -> None:
    assert 1 <= len(server.workers) <= len(os.sched_getaffinity(0))


def test_affinity_bounds_the_default_number_of_workers(start_server: StartServer) -> None:
    cpu = min(os.sched_getaffinity(0))
    server = start_server(wrapper=["/usr/bin/taskset", "--cpu-list", str(cpu)])
    assert len(server.workers) == 1


def test_a_killed_worker_costs_only_its_own_connections(start_server: StartServer) -> None:
    server = start_server(WORKERS=2)
    clients = kept_clients(server, 40)
    victim, survivor = server.workers
    of_victim = processes.client_ports(victim, server.port)
    of_survivor = processes.client_ports(survivor, server.port)
    assert of_victim | of_survivor == {client.port for client in clients}

    os.kill(victim, signal.SIGKILL)
    asked = time.monotonic()
    assert server.ask().status == 503
    assert time.monotonic() - asked < 1

    for client in clients:
        if client.port in of_victim:
            client.ends_within(1)
        else:
            assert client.ask(headers=[FORWARDED]).status == 503
    processes.eventually(lambda: len(server.workers) == 2, 2, "the worker is replaced")
    assert victim not in server.workers and survivor in server.workers


def test_under_load_a_killed_worker_loses_at_most_its_connections(
    start_server: StartServer,
) -> None:
    server = start_server(WORKERS=2)
    with Load(server.address, kept=32, fresh=32) as load:
        load.wait_for(250)
        os.kill(server.workers[0], signal.SIGKILL)
        time.sleep(0.7)
        killed = len(load.failures)
        processes.eventually(lambda: len(server.workers) == 2, 2, "the worker is replaced")
        load.wait_for(500)
        time.sleep(0.3)
    assert killed <= 64
    assert len(load.failures) == killed, "requests fail after the worker was replaced"
    assert len(load.outcomes) > 500


def test_a_worker_that_is_killed_again_and_again_comes_back_each_time(
    start_server: StartServer,
) -> None:
    server = start_server(WORKERS=1)
    killed: set[int] = set()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        for worker in set(server.workers) - killed:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
        time.sleep(0.005)
    assert len(killed) >= 4, "it gave up"
    assert len(killed) < 200, "there is no back-off"
    # The master still listens: a client that comes in the pause waits and is answered.
    assert server.ask(timeout=15).status == 503
    assert len(server.workers) == 1


def test_service_goes_on_while_one_of_two_workers_keeps_dying(start_server: StartServer) -> None:
    server = start_server(WORKERS=2)
    survivor = server.workers[1]
    for _ in range(20):
        for worker in set(server.workers) - {survivor}:
            os.kill(worker, signal.SIGKILL)
        asked = time.monotonic()
        try:
            assert server.ask().status == 503
        except (ConnectionResetError, http1.Incomplete):
            # It had reached the dying worker.
            pass
        assert time.monotonic() - asked < 1
        time.sleep(0.05)
    assert survivor in server.workers
    processes.eventually(lambda: len(server.workers) == 2, 15, "the worker comes back")


def test_a_stopped_worker_does_not_stop_the_service(start_server: StartServer) -> None:
    server = start_server(WORKERS=2)
    hung = server.workers[0]
    os.kill(hung, signal.SIGSTOP)
    try:
        time.sleep(0.1)
        answered = 0
        for _ in range(20):
            try:
                answered += server.ask(timeout=0.5).status == 503
            except TimeoutError:
                # Accepted by nobody else only if the hung worker had already taken it.
                pass
        assert answered >= 19
    finally:
        os.kill(hung, signal.SIGCONT)


def test_workers_end_when_the_master_is_killed(start_server: StartServer) -> None:
    server = start_server(WORKERS=2)
    clients = kept_clients(server, 4)
    os.kill(server.process.pid, signal.SIGKILL)
    server.wait(within=2)
    server.assert_gone()
    for client in clients:
        client.ends_within(1)
    host, port = server.address
    assert run_command("healthcheck", HTTP_LISTEN=f"{host}:{port}").returncode == 1
