"""Kills with -9 while enterprises submit: no receipt without a row, no row without a message."""

import random
import time
from collections.abc import Callable, Sequence

from policies.diagnosis.models import Delivery, Submission, WorkerHeartbeat
from policies.diagnosis.vocabulary import DeliveryState
from tests.tools.torture.peer import Peer
from tests.tools.torture.posting import posting
from tests.tools.torture.site import Process, wait_until

POSTS, KILLS, AT_ONCE = 2_000, 40, 8


def kill_while_posting(
    web: Process, workers: Sequence[Process], peer: Peer, kill_database: Callable[[], None] | None
) -> str:
    """Post 2,000 forms while web, worker and database are killed 40 times; return the figures."""
    victims: list[tuple[str, Callable[[], None]]] = [("web", lambda: restart(web))]
    victims += [("worker", lambda worker=worker: restart(worker)) for worker in workers]  # type: ignore[misc]
    if kill_database is not None:
        victims.append(("database", kill_database))
    chance = random.Random(2026)
    killed = dict.fromkeys((name for name, _ in victims), 0)
    peer.start()
    web.start()
    for worker in workers:
        worker.start()
    started = time.monotonic()
    with posting(POSTS, AT_ONCE) as receipts:
        for number in range(KILLS):
            time.sleep(chance.uniform(0.5, 1.5))
            # Each victim in turn, so that none is spared.
            name, kill = victims[number % len(victims)]
            kill()
            killed[name] += 1
    acknowledged = {reference for reference in receipts if reference}
    wait_until(lambda: not Delivery.objects.unfinished().exists(), "messages are stuck", 120)

    stored = set(Submission.objects.values_list("reference", flat=True))
    messages = set(Delivery.objects.values_list("message_id", flat=True))
    lost = acknowledged - stored
    unsent = Delivery.objects.exclude(state=DeliveryState.SENT).count()
    missing = messages - set(peer.copies)
    extras = sum(count - 1 for count in peer.copies.values())
    assert len(acknowledged) == POSTS, f"{POSTS - len(acknowledged)} posts got no receipt"
    assert not lost, f"{len(lost)} receipts without a submission"
    assert len(stored) == POSTS, f"{len(stored)} submissions for {POSTS} posts"
    assert not missing, f"{len(missing)} messages never arrived"
    assert not unsent, f"{unsent} messages are not marked as sent"
    assert set(peer.copies) <= messages, "a copy came under another Message-ID"
    # A dead database makes a worker forget what it has just sent, as its own death does.
    forgetful = killed["worker"] + killed.get("database", 0) * len(workers)
    assert extras <= forgetful, f"{extras} extra copies for {forgetful} kills"
    peer.stop()
    return (
        f"{POSTS} posts, kills {killed}, {time.monotonic() - started:.0f} s: "
        f"0 of {len(acknowledged)} receipts lost, {len(messages)} messages in the mailbox, "
        f"{extras} extra copies, all under their own Message-ID"
    )


def restart(process: Process) -> None:
    """Kill a process and start it again."""
    process.end()
    process.start()


def two_workers_and_a_kill(
    workers: Sequence[Process], peer: Peer, queue: Callable[[int], None]
) -> str:
    """Kill one of two workers that hold a message each; return how it went on."""
    WorkerHeartbeat.objects.all().delete()
    peer.start("hang after the dot")
    queue(2)
    for worker in workers:
        worker.start()
    sending = Delivery.objects.filter(state=DeliveryState.SENDING)
    wait_until(lambda: sending.count() == 2, "two workers do not hold two messages")
    tokens = set(sending.values_list("lease_token", flat=True))
    assert len(tokens) == 2, "one claim for two messages"
    workers[0].end()
    peer.recover()
    wait_until(lambda: not Delivery.objects.unfinished().exists(), "the lease was not recovered")
    assert Delivery.objects.exclude(state=DeliveryState.SENT).count() == 0
    for worker in workers:
        worker.end()
    peer.stop()
    return "2 workers held 2 messages under 2 leases; after the kill both were sent"
