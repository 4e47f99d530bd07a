"""Looks for secrets in each line the history ever added: python -m tests.tools.secret_scan.

What is no secret stands in NO_SECRETS with its reason.
"""

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

# Long words without order are left out: hashes of the lock, addresses and tokens of tests are such.
GUESSING = ("Base64HighEntropyString", "HexHighEntropyString")
LEFT_OUT = [".", ":(exclude,glob)**/requirements*.txt", ":(exclude,glob)**/package-lock.json"]
EXAMPLE, TEST, SETTINGS = (
    "an example in a text",
    "of tests alone",
    "names of settings",
)
NO_SECRETS = {
    "code": EXAMPLE,
    "password": EXAMPLE,
    "POSTGRES_PASSWORD` (letters and digits), `EMAIL_URL`, `TRUSTED_PROXIES": SETTINGS,
    "correct-horse-battery": TEST,
    "c%2Fd%40e%25": TEST,
    "c/d@e%": TEST,
    "p%40s%2Fs%23": TEST,
    "pa55word": TEST,
    "pw": TEST,
    "root": TEST,
    "secret-session": TEST,
    "site@example.org": TEST,
    "torture": TEST,
    "true": TEST,
    "wrong": TEST,
    "zhangsan": TEST,
}


def added_lines() -> dict[str, set[str]]:
    """Return every line that a commit of any branch has added, by the path of its file."""
    command = ["git", "log", "--all", "--patch", "--unified=0", "--format=", "--no-ext-diff", "--"]
    history = subprocess.run(command + LEFT_OUT, capture_output=True, check=True).stdout
    lines: dict[str, set[str]] = defaultdict(set)
    path = ""
    for line in history.decode(errors="replace").split("\n"):
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/").strip()
        elif line.startswith("+"):
            lines[path].add(line[1:])
    return lines


def secrets_in(lines: dict[str, set[str]]) -> set[tuple[str, str, str]]:
    """Return path, kind and value of what looks like a secret."""
    known: Mapping[str, type[object]] = get_mapping_from_secret_type_to_class()
    kinds = {kind.__name__ for kind in known.values()}
    plugins = [{"name": name} for name in sorted(kinds.difference(GUESSING))]
    found = SecretsCollection()
    with tempfile.TemporaryDirectory() as folder, transient_settings({"plugins_used": plugins}):
        for number, (path, added) in enumerate(sorted(lines.items())):
            # Under a name of its own, with the ending by which quotes are told from none.
            copy = Path(folder, f"{number}{Path(path).suffix}")
            copy.write_text("\n".join(sorted(added)))
            found.scan_file(str(copy))
        names = dict(enumerate(sorted(lines)))
        return {
            (names[int(Path(copy).stem)], secret.type, secret.secret_value or "")
            for copy, secret in found
        }


def main() -> int:
    """Print what looks like a secret and is not allowed; return 1 where there is any."""
    found = sorted(find for find in secrets_in(added_lines()) if find[2] not in NO_SECRETS)
    for path, kind, value in found:
        print(f"{path}: {kind}: {value}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
