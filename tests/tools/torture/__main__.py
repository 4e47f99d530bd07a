"""Runs the whole torture on one database: python -m tests.tools.torture sqlite|postgresql."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.postgres import Cluster
from tests.tools.torture.site import free_port

DISK_MEGABYTES = {"sqlite": 24, "postgresql": 160}


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk of its own; raises SystemExit where that is not allowed."""
    folder = Path(tempfile.mkdtemp(prefix="torture-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("The full disk needs a small one to fill: run this as root.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        folder.rmdir()


def survive(cluster: Cluster) -> Callable[[], None]:
    """Return what kills a server with -9 and starts it again once its children have gone."""

    def kill() -> None:
        from django.db import connections

        cluster.kill()
        connections.close_all()  # the torture's own are dead too
        for _ in range(40):
            time.sleep(0.25)
            with contextlib.suppress(SystemExit):
                cluster.start()
                return
        cluster.start()

    return kill


def prepare(database: str, folder: Path, *, tls: bool = False) -> Cluster | None:
    """Point the site at a fresh database in a folder, migrated and seeded."""
    cluster = None
    data = folder / "data"
    data.mkdir()
    url = ""
    if database == "postgresql":
        (folder / "cluster").mkdir()
        folder.chmod(0o755)
        cluster = Cluster(folder / "cluster")
        cluster.create()
        cluster.start()
        url = cluster.url
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.tools.torture.settings",
        DATA_DIR=str(data),
        DATABASE_URL=url,
        PORT=str(free_port()),
        SITE_URL="",
        EMAIL_URL="",
        SECRET_KEY="torture",
        WEB_CONCURRENCY="2",
        TORTURE_SMTP_PORT=str(free_port()),
        TORTURE_SMTP_TLS="yes" if tls else "",
        SSL_CERT_FILE=str(folder / "ca.pem") if tls else "",
    )
    if not tls:
        del os.environ["SSL_CERT_FILE"]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed", stdout=io.StringIO())
    return cluster


def run(part: str, database: str) -> None:
    """Run one part on one database and print its figures."""
    disk = small_disk(DISK_MEGABYTES[database]) if part == "storage" else new_folder()
    with disk as folder:
        cluster = prepare(database, folder, tls=part == "certificate")
        try:
            for line in figures(part, folder, cluster):
                print(f"{database:10} {part}: {line}", flush=True)
        finally:
            if cluster is not None:
                cluster.stop()


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def figures(part: str, folder: Path, cluster: Cluster | None) -> Iterator[str]:
    """Run one part; yield its lines."""
    from datetime import date

    from django.conf import settings

    from policies.diagnosis.models import Delivery, MailChannel, Submission
    from policies.diagnosis.submission.submit import submit_diagnosis
    from policies.diagnosis.submission.tokens import submission_token
    from policies.models.rounds import AccountingPeriod
    from policies.rules import Profile
    from tests.tools.torture import kills, mail, once, storage
    from tests.tools.torture.peer import Peer
    from tests.tools.torture.site import WORKER, Process, Web

    web = Web(folder)
    workers = [Process(WORKER, folder / f"worker-{number}.log") for number in range(4)]
    peer = Peer(settings.EMAIL_PORT, folder, tls=part == "certificate")

    def queue(count: int) -> None:
        Submission.objects.all().delete()
        Delivery.objects.all().delete()
        MailChannel.objects.all().delete()
        for _ in range(count):
            submit_diagnosis(
                idempotency_key=os.urandom(16).hex(),
                profile=Profile(),
                contact={"company_name": "某某精密", "contact_name": "张三"},
                period=AccountingPeriod(2027, 2026),
                on=date(2026, 11, 24),
            )

    try:
        match part:
            case "kills":
                kill_database = survive(cluster) if cluster else None
                yield kills.kill_while_posting(web, workers[:2], peer, kill_database)
                for process in (web, *workers):
                    process.end()
                yield kills.two_workers_and_a_kill(workers[:2], peer, queue)
            case "once":
                yield once.post_each_form_five_times_at_once(web)
            case "mail":
                yield from mail.misbehave(peer, workers, queue, mail.MISBEHAVIOURS)
                yield mail.latency_while_smtp_hangs(
                    web, peer, workers[:1], lambda: submission_token()[0]
                )
            case "certificate":
                yield from mail.misbehave(peer, workers, queue, ["bad certificate"])
            case "storage":
                lock = storage.lock_postgres if cluster else storage.lock_sqlite
                yield from storage.locked(web, lock)
                yield storage.full_disk(web, folder)
    finally:
        for process in (web, *workers):
            process.end()


PARTS = ("once", "kills", "mail", "certificate", "storage")


def main(database: str) -> int:
    """Run every part in a process of its own, each at most ten minutes; return the exit code."""
    failures = 0
    for part in PARTS:
        command = [sys.executable, "-m", "tests.tools.torture", database, part]
        process = subprocess.Popen(command, start_new_session=True)
        try:
            failures += process.wait(600) != 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            print(f"{database:10} {part}: not finished in ten minutes", flush=True)
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case [database]:
            sys.exit(main(database))
        case [database, part]:
            run(part, database)
        case _:
            sys.exit(__doc__)
