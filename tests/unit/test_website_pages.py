"""Pages show what the regulation asks, say it to programs too, and never let content become markup."""

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks.channels.website import addresses, decision_form, machine_files
from tasks.channels.website.addresses import Part
from tasks.channels.website.markup import fit_text
from tasks.channels.website.page_content import (
    CREDIT_NOTICE,
    CREDIT_USE,
    REDACTED_NOTICE,
    SILENT_NOTICE,
    Entry,
    ListPage,
    ListRow,
    PartCount,
    Site,
    SiteFacts,
    Tombstone,
    WithdrawalItem,
    decision_title,
)
from tasks.channels.website.rendering import Pages
from tasks.law.acts import ActType

SITE = Site(
    "滨河市卫生健康委员会行政执法公示", "滨河市卫生健康委员会", "https://gongshi.example", "0000000000"
)
PAGES = Pages(SITE)
PART = Part("penalties", "2026-03")
TITLE = decision_title("某某口腔门诊部有限公司", ActType.PENALTY, "滨卫医罚〔2026〕12号")
ENTRY = Entry(
    page_id="ab3cd4ef5gh6jk7m",
    title=TITLE,
    act_type=ActType.PENALTY,
    authority="滨河市卫生健康委员会",
    party="某某口腔门诊部有限公司",
    document_number="滨卫医罚〔2026〕12号",
    decided_on="2026-03-04",
    published_on="2026-03-06 09:30",
    office="综合监督处",
    fields={"执法类别": "行政处罚", "执法结论": "警告；罚款4.9万元", "备注": ""},
    redacted=False,
    leaf_index=41,
    salt_hex="00ff" * 8,
    edition_hash_hex="ab" * 32,
    log_origin="gongshi.example/log",
)
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7*7 }}]]><!--"
ATTACKED = replace(
    ENTRY,
    title=ATTACK,
    authority=ATTACK,
    party=ATTACK,
    document_number=ATTACK,
    office=ATTACK,
    fields={ATTACK: ATTACK},
    log_origin=ATTACK,
)
ATTACKED_SITE = Pages(Site(ATTACK, ATTACK, contact=ATTACK))
COUNT = PartCount("行政处罚", PART, 2, 61)
ITEM = WithdrawalItem(
    "ab3cd4ef5gh6jk7m", "2026-04-01", ActType.PENALTY, "某机关", "滨卫医罚〔2026〕1号", "撤销", "撤回说明文字"
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: bytes) -> Tags:
    reader = Tags()
    reader.feed(page.decode())
    reader.close()
    return reader


def metadata(page: bytes) -> dict[str, str | None]:
    return {str(a.get("name")): a.get("content") for tag, a in read(page).tags if tag == "meta"}


def every_page(pages: Pages, entry: Entry, item: WithdrawalItem, name: str) -> dict[str, bytes]:
    count = replace(COUNT, name=name)
    facts = SiteFacts("2026-11-23", (count,), (count,), (entry.row,), {"2026": 1})
    stone = Tombstone(entry.page_id, "revoked", item.explanation, "/decisions/ab/x.html")
    html = {path: body for path, body in pages.fixed_files().items() if path.endswith(".html")}
    return html | {
        "decision": pages.decision(entry),
        "home": pages.home(facts),
        "lists": pages.lists((count,)),
        "offices": pages.offices((count,)),
        "index": pages.list_index(name, "penalties", (count,)),
        "year": pages.list_year(name, "penalties", "2026", (count,)),
        "empty year": pages.list_year(name, "penalties", "2020", (count,)),
        "list": pages.list_page(ListPage(name, PART, 1, (entry.row,), has_newer=True)),
        "empty list": pages.list_page(ListPage(name, PART, 2, (), has_newer=False)),
        "withdrawals": pages.withdrawals(facts, (item,)),
        "withdrawals of a year": pages.withdrawals_year("2026", (item,)),
        "downloads": pages.downloads((count,)),
        "files": pages.downloads_index(name, "penalties", (count,)),
        "gone": pages.gone(stone),
        "silent": pages.gone(Tombstone(entry.page_id)),
    }


def test_every_page_says_that_it_is_no_basis_for_credit_rating_to_people_and_programs() -> None:
    for name, page in every_page(PAGES, ENTRY, ITEM, "行政处罚").items():
        assert CREDIT_NOTICE in page.decode(), name
        assert metadata(page)["gongshi:credit-rating-use"] == CREDIT_USE, name


def test_every_page_carries_the_metadata_of_a_government_site() -> None:
    for page in every_page(PAGES, ENTRY, ITEM, "行政处罚").values():
        found = metadata(page)
        assert found["SiteName"] == SITE.name
        assert found["SiteDomain"] == "gongshi.example"
        assert found["SiteIDCode"] == "0000000000"
        assert found["ColumnName"]
        assert found["ColumnType"]


def test_decision_page_carries_the_metadata_of_an_article() -> None:
    found = metadata(PAGES.decision(ENTRY))
    assert found["ArticleTitle"] == TITLE == "某某口腔门诊部有限公司 行政处罚决定（滨卫医罚〔2026〕12号）"
    assert found["PubDate"] == "2026-03-06 09:30"
    assert found["ContentSource"] == "滨河市卫生健康委员会"
    assert found["索引号"] == ENTRY.page_id
    assert found["发布机构"] == SITE.publisher
    assert found["成文日期"] == "2026-03-04"
    assert found["Url"] == "https://gongshi.example/decisions/ab/ab3cd4ef5gh6jk7m.html"


def test_decision_page_shows_the_edition_and_how_to_check_it() -> None:
    text = "\n".join(read(PAGES.decision(ENTRY)).text)
    for shown in (
        "警告；罚款4.9万元",
        "综合监督处",
        "2026-03-06",
        ENTRY.salt_hex,
        ENTRY.edition_hash_hex,
        "41",
    ):
        assert shown in text
    assert "备注" not in text, "a field without content is left out"
    assert "09:30" not in text


def test_only_a_redacted_page_says_so() -> None:
    assert REDACTED_NOTICE in PAGES.decision(replace(ENTRY, redacted=True)).decode()
    assert REDACTED_NOTICE not in PAGES.decision(ENTRY).decode()


@pytest.mark.parametrize("name", every_page(PAGES, ENTRY, ITEM, "行政处罚"))
def test_content_never_becomes_markup(name: str) -> None:
    item = replace(ITEM, authority=ATTACK, document_number=ATTACK, reason=ATTACK, explanation=ATTACK)
    attacked = every_page(ATTACKED_SITE, ATTACKED, item, ATTACK)[name]
    calm = every_page(Pages(Site("网", "关")), ENTRY, ITEM, "行政处罚")[name]
    assert b"<script" not in attacked
    assert b"onerror=alert(2)>&amp;{{" not in attacked
    kinds = {tag for tag, _ in read(attacked).tags}
    assert kinds <= {tag for tag, _ in read(calm).tags} | {"p"}
    assert not [a for _, attributes in read(attacked).tags for a in attributes if a.startswith("on")]


def test_page_needs_nobody_else() -> None:
    for page in every_page(Pages(replace(SITE, base_url="")), ENTRY, ITEM, "行政处罚").values():
        for tag, attributes in read(page).tags:
            assert tag not in {"script", "iframe", "img", "object", "form", "base", "style"}
            assert "style" not in attributes
            for name in ("href", "src"):
                assert ":" not in str(attributes.get(name, ""))


texts = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("<>&\"'{}%\x00\x0b\x1b\r\n\t\u202e\ue000\ue00e\ue00f\ud800")
    ),
    max_size=30,
)
entries = st.builds(
    lambda shown, redacted, fields, act_type: replace(
        ENTRY,
        title=shown[0],
        authority=shown[1],
        document_number=shown[2],
        office=shown[3],
        log_origin=shown[4],
        redacted=redacted,
        fields=fields,
        act_type=act_type,
    ),
    st.lists(texts, min_size=5, max_size=5),
    st.booleans(),
    st.dictionaries(texts, texts, max_size=5),
    st.sampled_from(ActType),
)


@settings(max_examples=150, deadline=None)
@given(entries, st.sampled_from(["", "https://gongshi.example/x"]))
def test_filled_form_is_byte_for_byte_what_the_template_gives(entry: Entry, base_url: str) -> None:
    assume(len({fit_text(name) for name in entry.fields}) == len(entry.fields))
    pages = FORMS[base_url]
    url = base_url and base_url + addresses.decision_page(entry.page_id)
    fixed = {**pages._fixed, "here": "lists"}
    assert pages.decision(entry) == decision_form.render_entry(pages._decision, fixed, entry, url)


def test_two_sites_in_one_process_keep_their_names_apart() -> None:
    one, other = Pages(Site("甲网", "甲")), Pages(Site("乙网", "乙"))
    for pages, name in ((one, "甲网"), (other, "乙网"), (one, "甲网")):
        assert metadata(pages.about())["SiteName"] == metadata(pages.decision(ENTRY))["SiteName"] == name


FORMS = {url: Pages(replace(SITE, base_url=url)) for url in ("", "https://gongshi.example/x")}


@settings(max_examples=100, deadline=None)
@given(entries)
def test_whatever_a_source_sends_pages_and_files_stay_well_formed(entry: Entry) -> None:
    PAGES.decision(entry).decode()
    rows = [replace(entry.row, published_on="2026-03-06")]
    feed = ElementTree.fromstring(machine_files.feed(SITE, rows, (), "2026-11-23"))
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert json.loads(machine_files.download_json(SITE, PART, 1, [entry]))["credit-rating-use"] == CREDIT_USE
    table = machine_files.download_csv(SITE, [entry]).decode("utf-8-sig")
    assert len([*csv.reader(io.StringIO(table, newline=""))]) == 2


def test_same_values_give_the_same_bytes_and_counts_do_not_touch_a_decision() -> None:
    assert Pages(SITE).decision(ENTRY) == PAGES.decision(ENTRY)
    assert every_page(Pages(SITE), ENTRY, ITEM, "行政处罚") == every_page(PAGES, ENTRY, ITEM, "行政处罚")


def test_list_page_shows_the_newest_first_and_leads_both_ways() -> None:
    rows = tuple(
        ListRow(f"{n:016d}", f"第{n}件", ActType.PENALTY, "机关", "", "", "2026-03-01", "2026-03-02")
        for n in range(50, 100)
    )
    page = PAGES.list_page(ListPage("行政处罚", PART, 2, rows, has_newer=True)).decode()
    assert page.index("第99件") < page.index("第50件")
    assert 'href="3.html"' in page
    assert 'href="1.html"' in page


def test_year_page_leads_to_every_month_and_keeps_short_at_any_size() -> None:
    parts = [PartCount("行政许可", Part("licences", f"2026-{m:02d}"), 100_000, 100_000) for m in (1, 2)]
    page = PAGES.list_year("行政许可", "licences", "2026", parts).decode()
    assert 'href="../2026-02/2000.html"' in page
    assert 'href="../2026-01/1.html"' in page
    assert page.count("第2000页") == 2
    assert len(page) < 20_000


def test_withdrawn_page_tells_the_reason_the_law_wants_told() -> None:
    told = "滨卫医罚〔2026〕12号行政处罚决定已被滨政复决字〔2026〕3号行政复议决定撤销"
    page = PAGES.gone(Tombstone(ENTRY.page_id, "revoked", told)).decode()
    assert told in page
    assert "noindex" in page


def test_changed_page_leads_to_its_successor() -> None:
    page = PAGES.gone(Tombstone(ENTRY.page_id, "changed", "", "/decisions/zz/zz00000000000000.html")).decode()
    assert "该决定已依法变更，请查看变更后的决定" in page
    assert 'href="../../decisions/zz/zz00000000000000.html"' in page


def test_repaired_and_expired_pages_say_no_name_number_or_reason() -> None:
    for reason in ("repaired", "expired", "corrected"):
        page = PAGES.gone(Tombstone(ENTRY.page_id, reason)).decode()
        assert SILENT_NOTICE in page
        assert page == PAGES.gone(Tombstone(ENTRY.page_id)).decode()
        assert ENTRY.page_id not in page


def test_links_work_under_any_prefix_and_the_missing_page_at_any_depth() -> None:
    pages = Pages(replace(SITE, base_url="https://wsjk.example/zwgk/gongshi"))
    assert 'href="/zwgk/gongshi/index.html"' in pages.not_found().decode()
    assert 'href="../../index.html"' in pages.decision(ENTRY).decode()


def test_public_edition_can_be_checked_by_a_program() -> None:
    whole = json.loads(machine_files.download_json(SITE, PART, 1, [ENTRY]))
    (data,) = whole["decisions"]
    assert data["edition"] == dict(ENTRY.fields)
    assert list(data["edition"]) == list(ENTRY.fields)
    assert data["edition-sha256"] == ENTRY.edition_hash_hex
    assert data["log"] == {"origin": "gongshi.example/log", "index": 41, "salt": "00ff" * 8}
    assert (whole["credit-rating-use"], whole["notice"]) == (CREDIT_USE, CREDIT_NOTICE)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r", "\t", " =", "＝", "＋", "－", "＠", "\n="]
)
def test_no_cell_of_a_download_runs_as_a_formula(start: str) -> None:
    entry = replace(ENTRY, office=start + "1", fields={start + "HYPERLINK(1)": start + "1+1"})
    table = machine_files.download_csv(SITE, [entry]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(table, newline="")):
        for cell in row:
            assert cell.lstrip()[:1] not in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
            assert cell[:1] not in {"\t", "\r"}


def test_downloads_open_in_excel_as_chinese_and_carry_the_flag() -> None:
    body = machine_files.download_csv(
        SITE, [ENTRY, replace(ENTRY, fields={"处罚依据": "某条"}, redacted=True)]
    )
    assert body.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert head[-1] == CREDIT_NOTICE
    assert first[-1] == second[-1] == CREDIT_USE
    assert first[head.index("执法结论")] == "警告；罚款4.9万元"
    assert second[head.index("处罚依据")] == "某条"
    assert second[head.index("说明")] == REDACTED_NOTICE
    assert CREDIT_NOTICE in machine_files.download_csv(SITE, []).decode()
    data = json.loads(machine_files.download_json(SITE, PART, 1, [ENTRY]))
    assert data["credit-rating-use"] == CREDIT_USE
    assert data["decisions"][0]["edition"]["执法结论"] == "警告；罚款4.9万元"


def test_feed_is_capped_and_names_decisions_for_good() -> None:
    rows = [replace(ENTRY.row, page_id=f"{n:016d}") for n in range(130)]
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(machine_files.feed(SITE, rows, (), "2026-11-23"))
    found = feed.findall(f"{atom}entry")
    assert len(found) == addresses.FEED_SIZE
    assert feed.findtext(f"{atom}updated") == "2026-03-06T09:30:00+08:00"
    assert CREDIT_NOTICE in str(feed.findtext(f"{atom}subtitle"))
    elsewhere = ElementTree.fromstring(machine_files.feed(replace(SITE, base_url=""), rows, (), "2026-11-23"))
    assert [e.findtext(f"{atom}id") for e in elsewhere.findall(f"{atom}entry")] == [
        e.findtext(f"{atom}id") for e in found
    ]


def test_sitemaps_list_every_block_and_every_decision() -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    counts = [PartCount("行政处罚", PART, 5, 1001), PartCount("行政许可", Part("licences", "2026-03"), 0, 0)]
    index = ElementTree.fromstring(machine_files.sitemap_index(SITE, counts))
    assert [each.text for each in index.iter(f"{space}loc")] == [
        "https://gongshi.example/sitemaps/penalties-2026-03-1.xml",
        "https://gongshi.example/sitemaps/penalties-2026-03-2.xml",
    ]
    pages = ElementTree.fromstring(machine_files.sitemap(SITE, [ENTRY.row]))
    assert [each.text for each in pages.iter(f"{space}loc")] == [
        "https://gongshi.example/decisions/ab/ab3cd4ef5gh6jk7m.html"
    ]
    assert [each.text for each in pages.iter(f"{space}lastmod")] == ["2026-03-06"]
