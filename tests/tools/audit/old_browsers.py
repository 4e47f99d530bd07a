"""Pages in the oldest engines of Chromium that they must look right in, and in Firefox.

The engines come as Brotli from npm (`old_browsers/package.json`). iOS 13 has none that runs here:
what it lacks is checked in the text of styles and scripts only.
"""

import os
import socket
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
from PIL import Image
from playwright.sync_api import Browser, Playwright, ViewportSize, sync_playwright

from tests.tools.torture.site import free_port, wait_until

HERE = Path(__file__).parent
MODULES = HERE / "old_browsers" / "node_modules"
ENGINES = {
    "86": MODULES / "chromium-86/bin",
    "92": MODULES / "chromium-92/bin",
    "106": MODULES / "@sparticuz/chromium/bin",
}
PRESENT, FIREFOX = "present", "firefox"
ALL = (PRESENT, *ENGINES, FIREFOX)
Extent = tuple[int, float]
"""How many px high a page is on a phone, and which share of its picture is dark."""
Found = tuple[str, str, Extent]
"""A page, a browser, and the page in it."""
PHONE: ViewportSize = {"width": 360, "height": 640}
MOST_LONGER = 0.05
MOST_DARKER = 0.02  # what lacks its styles comes out black, or without its dark panels
DARK = 96  # of 255 grey levels
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
OLD_OPTIONS = (*OPTIONS, "--single-process", "--no-zygote")
STATIC = HERE.parents[2] / "static"


@contextmanager
def unpacked(packed: Path) -> Iterator[Path]:
    """Yield an engine that runs, with the libraries that came with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for archive in packed.glob("*.tar.br"):
            plain = folder / archive.stem
            plain.write_bytes(brotli.decompress(archive.read_bytes()))
            with tarfile.open(plain) as tar:
                tar.extractall(folder, filter="data")
        engine = folder / "chromium"
        engine.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
        engine.chmod(0o700)
        yield engine


@contextmanager
def running(packed: Path, playwright: Playwright) -> Iterator[Browser]:
    with unpacked(packed) as engine:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        variables = {"LD_LIBRARY_PATH": str(engine.parent / "lib"), "HOME": str(engine.parent)}
        process = subprocess.Popen(
            [engine, *OLD_OPTIONS, f"--remote-debugging-port={port}", "about:blank"],
            env=os.environ | variables,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: answers(port), f"{packed} does not start")
            yield playwright.chromium.connect_over_cdp(address)
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def extent(browser: Browser, address: str, target: Path) -> Extent:
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    page = context.new_page()
    page.context.set_default_timeout(30_000)
    page.set_viewport_size(PHONE)
    page.goto(address)
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": height})  # 86 draws no more than it
    page.screenshot(path=target)
    page.close()
    return pictured(target)


def pictured(target: Path) -> Extent:
    image = Image.open(target).convert("L")
    return image.height, sum(image.histogram()[:DARK]) / (image.width * image.height)


def extents(site: str, present: str, firefox: str, pages: tuple[str, ...]) -> Iterator[Found]:
    """Yield each page in each browser, the present Chromium first; keep the pictures."""
    folder = Path("screenshots/browsers").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    targets = {(page, name): folder / f"{named(page)}-{name}.png" for page in pages for name in ALL}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=present, args=OPTIONS)
        for page in pages:
            yield page, PRESENT, extent(browser, site + page, targets[page, PRESENT])
        for version, packed in ENGINES.items():
            with running(packed, playwright) as browser:
                for page in pages:
                    yield page, version, extent(browser, site + page, targets[page, version])
    pictures = [text for page in pages for text in (site + page, str(targets[page, FIREFOX]))]
    subprocess.run(["node", HERE / "firefox.mjs", firefox, *pictures], timeout=180, check=True)
    for page in pages:
        yield page, FIREFOX, pictured(targets[page, FIREFOX])


def look_right(site: str, present: str, firefox: str, pages: tuple[str, ...]) -> bool:
    """Print how high and dark each page is in each browser; keep the pictures to be looked at."""
    usual: dict[str, Extent] = {}
    is_right = True
    for page, name, (height, dark) in extents(site, present, firefox, pages):
        usual_height, usual_dark = usual.setdefault(page, (height, dark))
        is_right &= abs(height / usual_height - 1) <= MOST_LONGER
        is_right &= abs(dark - usual_dark) <= MOST_DARKER
        print(f"{page} {name}: {height} px, {dark:.1%} dark", flush=True)
    return is_right


def named(page: str) -> str:
    return page.strip("/").replace("/", "-") or "home"


def understood() -> bool:
    """Return whether caniuse knows all styles and scripts of the site in the oldest browsers."""
    lints = (("stylelint", "*.css", ()), ("eslint", "*.js", ("--no-config-lookup",)))
    is_understood = True
    for lint, files, options in lints:
        config = f"--config={HERE}/{lint}.config.mjs"
        command = [f"{HERE}/node_modules/.bin/{lint}", config, *options, *STATIC.glob(files)]
        is_understood &= subprocess.run(command, cwd=STATIC, check=False).returncode == 0
    return is_understood
