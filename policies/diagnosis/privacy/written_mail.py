"""The messages that a site without a mail server has written as files."""

import os
import re
from collections.abc import Iterator, Set
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from policies.diagnosis.delivery.eml_backend import EmlFileBackend
from policies.diagnosis.references import ALPHABET, LENGTH

SUFFIXES = (".eml", ".part")  # whole, or left behind half-written
REFERENCE = re.compile(rf"(?<![A-Z0-9])[{ALPHABET}]{{{LENGTH}}}(?![A-Z0-9])")
MESSAGE_ID = re.compile(rb"^message-id:\s*<([^.>]+)", re.IGNORECASE | re.MULTILINE)
HEADER_BYTES = 8192


def written_mail() -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield each file with the references of the submissions that it tells of."""
    folder = EmlFileBackend().folder
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if path.suffix in SUFFIXES and entry.is_file(follow_symlinks=False):
                yield path, references_in(path)


def references_in(path: Path) -> frozenset[str]:
    """Return the reference that begins the Message-ID; a digest has those of its text instead."""
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES).partition(b"\r\n\r\n")[0]
        found = MESSAGE_ID.search(header)
        about = found[1].decode("ascii", "replace").upper() if found else ""
        if REFERENCE.fullmatch(about):
            return frozenset({about})
        file.seek(0)
        body = message_from_bytes(file.read(), policy=default).get_body(("plain",))
    return frozenset(REFERENCE.findall(body.get_content())) if body else frozenset()


def remove_written_mail(*, references: Set[str]) -> None:
    """Remove every file that tells of one of the submissions."""
    for path, mentioned in written_mail():
        if not mentioned.isdisjoint(references):
            path.unlink(missing_ok=True)
