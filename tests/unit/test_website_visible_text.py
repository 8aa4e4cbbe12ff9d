"""The privacy scan sees all that a reader sees (promise 3)."""

import re

from tasks.channels.website.page_content import Entry, Site
from tasks.channels.website.rendering import Pages
from tasks.channels.website.visible_text import entry_texts, template_texts, visible_texts
from tasks.law.acts import ActType

SITE = Site("公示网", "某机关", "https://gongshi.example")
ENTRY = Entry(
    page_id="ab3cd4ef5gh6jk7m",
    title="题<名>",
    act_type=ActType.LICENCE,
    authority="机&关",
    party="当事人",
    document_number="文号",
    decided_on="2026-03-04",
    published_on="2026-03-06",
    office="处室",
    fields={"许可内容": '内"容', "许可机关": "机&关"},
    redacted=True,
    leaf_index=41,
    salt_hex="5a17",
    edition_hash_hex="ed17",
    log_origin="日志",
)


def test_text_and_attributes_are_read_decoded() -> None:
    page = (
        '<p title="a&amp;b">一&lt;二<!-- 三 --></p><a href="x?q=%E5%9B%9B">四</a>'
        '<meta name="k" content="五"><style>六</style><img alt="七">'
    )
    texts = visible_texts(page.encode())
    assert {"a&b", "一<二", " 三 ", "四", "五", "七"} <= set(texts)
    assert "六" not in texts
    assert "x?q=四" in texts or "x?q=%E5%9B%9B" in texts


def test_template_and_entry_together_are_all_a_reader_sees_of_a_decision() -> None:
    known = [*template_texts(SITE), *entry_texts(ENTRY), "2026-03-06", "2026年", "2026-03-04"]
    own = {ENTRY.page_id, ENTRY.salt_hex, ENTRY.edition_hash_hex, ENTRY.log_origin, "41", "2026"}
    for text in visible_texts(Pages(SITE).decision(ENTRY)):
        rest = text
        for part in sorted({*known, *own} - {""}, key=len, reverse=True):
            rest = rest.replace(part, "")
        assert re.fullmatch(r"[\sa-z:/.,\-／年]*", rest), text  # at most the frame of an address or a title


def test_every_shown_text_of_an_entry_is_scanned() -> None:
    scanned = "\n".join(entry_texts(ENTRY))
    for shown in ("题<名>", "机&关", "当事人", "文号", "处室", '内"容'):
        assert shown in scanned
