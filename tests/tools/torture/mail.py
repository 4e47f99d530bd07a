"""Fifty messages past a mail server that misbehaves in each known way and then recovers."""

import time
from collections.abc import Callable, Iterator, Sequence

from django.utils import timezone

from policies.diagnosis.delivery.health import delivery_health
from policies.diagnosis.models import Delivery, MailChannel
from policies.diagnosis.vocabulary import DeliveryState
from tests.tools.torture.peer import HANGS, REFUSALS, Peer
from tests.tools.torture.posting import form, post_once
from tests.tools.torture.site import Process, wait_until

MESSAGES = 50
MISBEHAVIOURS = ("refuse the connection", *HANGS, *REFUSALS)
ENDS_AS_FAILED = ("550 no such user",)
WAITS_FOR_ANOTHER_DAY = ("550 MI:STC", "554 MI:STC", "451 MI:SFQ")


def misbehave(
    peer: Peer, workers: Sequence[Process], queue: Callable[[int], None], modes: Sequence[str]
) -> Iterator[str]:
    """Let the peer misbehave in each way; yield how the fifty messages ended."""
    for mode in modes:
        peer.copies.clear()
        queue(MESSAGES)
        peer.start(mode)
        for worker in workers:
            worker.start()
        started = time.monotonic()
        wait_until(lambda: has_met(peer), f"{mode}: nothing was tried")
        time.sleep(1)
        alerts = delivery_health().problems
        peer.recover()
        if mode in WAITS_FOR_ANOTHER_DAY:
            assert MailChannel.objects.get().paused_until, f"{mode}: the channel is not paused"
            end_of_pause()
        wait_until(
            lambda: not Delivery.objects.unfinished().exists(), f"{mode}: messages stuck", 90
        )
        alerts += delivery_health().problems
        yield outcome(mode, peer, alerts, time.monotonic() - started)
        for worker in workers:
            worker.end()
        peer.stop()


def has_met(peer: Peer) -> bool:
    """Return whether the peer has misbehaved, or cannot be reached at all."""
    return peer.misbehaved > 0 or Delivery.objects.filter(attempt_log__isnull=False).exists()


def end_of_pause() -> None:
    """Let the provider's quarter of an hour, or its day, be over."""
    now = timezone.now()
    MailChannel.objects.update(paused_until=now)
    Delivery.objects.unfinished().update(next_attempt_at=now)


def outcome(mode: str, peer: Peer, alerts: Sequence[str], seconds: float) -> str:
    """Return how the messages ended; raise where one is neither sent nor failed with an alert."""
    sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
    failed = Delivery.objects.filter(state=DeliveryState.FAILED).count()
    assert sent + failed == MESSAGES, f"{mode}: {sent} sent, {failed} failed of {MESSAGES}"
    assert not failed or any("发送失败" in alert for alert in alerts), f"{mode}: failed silently"
    assert (failed == 0) == (mode not in ENDS_AS_FAILED), f"{mode}: {failed} failed"
    delivered = Delivery.objects.filter(state=DeliveryState.SENT, message_id__in=peer.copies)
    assert delivered.count() == sent, f"{mode}: {sent - delivered.count()} never arrived"
    extras = sum(count - 1 for count in peer.copies.values())
    attempts = sum(Delivery.objects.values_list("attempts", flat=True))
    alert = "; ".join(dict.fromkeys(alerts)) or "none"
    return (
        f"{mode}: {sent} sent, {failed} failed, {extras} extra copies, {attempts} attempts, "
        f"{seconds:.1f} s; alert: {alert}"
    )


def latency_while_smtp_hangs(
    web: Process, peer: Peer, workers: Sequence[Process], tokens: Callable[[], str]
) -> str:
    """Return the ratio of the web's median answer while SMTP hangs to that without any mail."""
    web.start()
    alone = median_answer(tokens)
    peer.start("hang at the banner")
    for worker in workers:
        worker.start()
    wait_until(lambda: peer.misbehaved > 0, "no worker hangs")
    beside = median_answer(tokens)
    for process in (web, *workers):
        process.end()
    peer.stop()
    ratio = beside / alone
    assert ratio < 1.5, f"the web waits for SMTP: {ratio:.2f}"
    return f"median answer {alone * 1000:.0f} ms alone, {beside * 1000:.0f} ms: ratio {ratio:.2f}"


def median_answer(tokens: Callable[[], str]) -> float:
    """Return the median seconds of forty submissions."""
    seconds = sorted(post_once(form(number, tokens())).seconds for number in range(40))
    return seconds[len(seconds) // 2]
