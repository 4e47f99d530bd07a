"""The Nu Html Checker has nothing to say of any page in any state."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.tools.audit.tools import package

pytestmark = pytest.mark.once

CHECKER = package("vnu-jar", "build/dist/vnu.jar")


def test_no_page_has_an_error_or_a_warning(markup: dict[str, str], tmp_path: Path) -> None:
    names = {}
    for number, (address, text) in enumerate(markup.items()):
        file = tmp_path / f"{number}.html"
        file.write_text(text)
        names[file.name] = address
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    result = subprocess.run(
        [*command, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    said = {
        f"{names[Path(message['url']).name]}: {message['message']} {message.get('extract')}"
        for message in json.loads(result.stderr)["messages"]
    }
    assert not said, "\n".join(sorted(said))
