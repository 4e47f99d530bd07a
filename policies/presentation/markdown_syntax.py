"""What editors may write beyond plain Markdown: callouts, and references to what is stored."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

REFERENCE = r"\[\[([^\[\]\n\x02\x03]{1,120})\]\]"
CALLOUT_CLASSES = {
    "说明": "callout-note",
    "提示": "callout-note",
    "note": "callout-note",
    "注意": "callout-warning",
    "警告": "callout-warning",
    "warning": "callout-warning",
}
DEFAULT_TITLES = {"note": "说明", "warning": "注意"}


@dataclass(frozen=True)
class Printed:
    """What a reference prints, as a link where it has an address."""

    text: str
    address: str = ""


PrintReference = Callable[[str], Printed]


class ReferenceProcessor(InlineProcessor):
    """`[[name]]` as what the name stands for; not in code, and not after a backslash."""

    def __init__(self, md: Markdown, print_reference: PrintReference) -> None:
        super().__init__(REFERENCE, md)
        self.print_reference = print_reference

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        printed = self.print_reference(m[1].strip())
        element = Element("a", href=printed.address) if printed.address else Element("span")
        element.text = AtomicString(printed.text)  # nothing in it is Markdown
        return element, m.start(0), m.end(0)


class CalloutProcessor(AdmonitionProcessor):
    """`!!! 注意 "标题"` and the indented lines below it as a box; without a title, its kind."""

    CLASSNAME = "callout"
    CLASSNAME_TITLE = "callout-title"
    RE = re.compile(
        rf'(?:^|\n)[!！]{{3}} ?({"|".join(CALLOUT_CLASSES)})(?: *["“](.*?)["”])? *(?:\n|$)'
    )

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind, title = match[1], match[2]
        if title is None:
            title = DEFAULT_TITLES.get(kind, kind)
        return CALLOUT_CLASSES[kind], title or None


class PolicySyntax(Extension):
    """Both, for a conversion that prints references in one way."""

    def __init__(self, print_reference: PrintReference) -> None:
        super().__init__()
        self.print_reference = print_reference

    def extendMarkdown(self, md: Markdown) -> None:
        # After code (190) and escapes (180), before links (170).
        processor = ReferenceProcessor(md, self.print_reference)
        md.inlinePatterns.register(processor, "policy-reference", 178)
        md.parser.blockprocessors.register(CalloutProcessor(md.parser), "callout", 105)
