"""What the public sees, in a real browser, at a desk and on a phone (G12, G13, G15; promises 4 and 10)."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from tasks.channels.website import addresses, files, machine_files
from tasks.channels.website.page_content import (
    CREDIT_NOTICE,
    Entry,
    ListPage,
    PartCount,
    Site,
    SiteFacts,
    Tombstone,
    WithdrawalItem,
    decision_title,
)
from tasks.channels.website.rendering import Pages
from tasks.channels.website.serving import running_site
from tasks.law.acts import ActType

WIDTHS = {"desk": 1280, "phone": 390}
OFFICES = ("综合监督处", "政务服务处", "医政医管处")
AUTHORITY = "滨河市卫生健康委员会"
SITE = Site("滨河市卫生健康委员会行政执法公示", AUTHORITY, contact="联系电话：12345", id_code="0000000000")


def penalty(number: int) -> Entry:
    party = f"滨河市海州区第{number}口腔门诊部有限公司"
    document = f"滨卫医罚〔2026〕{number}号"
    facts = "使用未取得护士执业证书的人员从事护理活动；未按照规定填写病历资料。" * (1 + number % 4)
    fields = {
        "执法类别": "行政处罚",
        "执法机关": AUTHORITY,
        "执法机关代码": "11120000000000000X",
        "执法对象": party,
        "执法对象类别": "法人及非法人组织",
        "执法对象代码": "91120000MA00000000",
        "文书号": document,
        "决定日期": f"2026-{3 + number // 60:02d}-{1 + number % 28:02d}",
        "执法结论": "警告；罚款4.9万元",
        "行政处罚决定书文号": document,
        "违法行为类型": "违反医疗机构管理规定",
        "违法事实": facts,
        "处罚依据": "《医疗机构管理条例》第四十七条、《护士条例》第二十八条第一项",
        "处罚类别": "警告；罚款",
        "罚款金额（万元）": "4.9",
    }
    return Entry(
        page_id=f"{number:04d}pa7q2m9x4k8w1c",
        title=decision_title(party, ActType.PENALTY, document),
        act_type=ActType.PENALTY,
        authority=AUTHORITY,
        party=party,
        document_number=document,
        decided_on=fields["决定日期"],
        published_on=f"2026-{3 + number // 60:02d}-{1 + number % 28:02d}",
        office=OFFICES[number % 3],
        fields=fields,
        redacted=number % 2 == 0,
        leaf_index=number * 3,
        salt_hex=f"{number:032x}",
        edition_hash_hex=f"{number * 7919:064x}",
        log_origin="binhe.example/gongshi",
    )


def small_site() -> dict[str, bytes]:
    pages, entries = Pages(SITE), [penalty(number) for number in range(120)]
    part = addresses.Part("penalties", "2026-03")
    rows = tuple(entry.row for entry in entries)
    kinds = zip(
        ("行政许可", "行政处罚", "行政强制", "行政检查"),
        ("licences", "penalties", "coercions", "inspections"),
        (3127, 241, 8, 1491),
        strict=True,
    )
    acts = tuple(
        PartCount(name, addresses.Part(slug, month), live, live)
        for name, slug, live in kinds
        for month in ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
    )
    offices = tuple(PartCount(o, addresses.office_part(o, "2026-03-01"), 120, 120) for o in OFFICES)
    facts = SiteFacts("2026-11-23", acts, offices, rows[:10], {"2026": 2, "2025": 5})
    items = (
        WithdrawalItem(
            "withdrawn0000000",
            "2026-03-09",
            ActType.PENALTY,
            AUTHORITY,
            "滨卫医罚〔2026〕9号",
            "撤销",
            "滨卫医罚〔2026〕9号行政处罚决定已被滨政复决字〔2026〕3号行政复议决定撤销，"
            "依据《行政处罚法》第四十八条撤回该信息",
        ),
        WithdrawalItem(
            "withdrawn0000001",
            "2026-03-02",
            ActType.PENALTY,
            AUTHORITY,
            "滨卫公罚〔2026〕2号",
            "变更",
            "滨卫公罚〔2026〕2号行政处罚决定已依法变更",
            addresses.decision_page(entries[3].page_id),
        ),
    )
    own = [act for act in acts if act.part.slug == "penalties"]
    site = {
        **pages.fixed_files(),
        addresses.HOME: pages.home(facts),
        addresses.LISTS: pages.lists(acts),
        addresses.OFFICES: pages.offices(offices),
        addresses.list_index("penalties"): pages.list_index("行政处罚", "penalties", own),
        addresses.list_year("penalties", "2026"): pages.list_year("行政处罚", "penalties", "2026", own),
        addresses.list_page(part, 2): pages.list_page(ListPage("行政处罚", part, 2, rows[50:100], True)),
        addresses.WITHDRAWALS: pages.withdrawals(facts, items),
        addresses.withdrawals_year("2026"): pages.withdrawals_year("2026", items),
        addresses.withdrawals_year("2025"): pages.withdrawals_year("2025", ()),
        addresses.DOWNLOADS: pages.downloads(acts),
        addresses.downloads_index("penalties"): pages.downloads_index("行政处罚", "penalties", own),
        addresses.FEED: machine_files.feed(SITE, rows, (), "2026-11-23"),
    }
    for entry in entries:
        site[addresses.decision_page(entry.page_id)] = pages.decision(entry)
    return site


SHOWN = {
    "home": addresses.HOME,
    "lists": addresses.LISTS,
    "offices": addresses.OFFICES,
    "index": addresses.list_index("penalties"),
    "year": addresses.list_year("penalties", "2026"),
    "list": addresses.list_page(addresses.Part("penalties", "2026-03"), 2),
    "decision": addresses.decision_page(penalty(2).page_id),
    "withdrawals": addresses.WITHDRAWALS,
    "downloads": addresses.DOWNLOADS,
    "files": addresses.downloads_index("penalties"),
    "about": addresses.ABOUT,
    "gone": addresses.decision_page(penalty(7).page_id),
    "silent": addresses.decision_page(penalty(8).page_id),
    "missing": "/decisions/zz/none.html",
}
WITH_TABLE = {"home", "year", "list", "decision", "withdrawals", "downloads", "files"}
REFUSED = {"gone": 410, "silent": 410, "missing": 404}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root, pages = tmp_path_factory.mktemp("looks"), Pages(SITE)
    files.write_files(root, small_site())
    told = "滨卫医罚〔2026〕7号行政处罚决定已被滨政复决字〔2026〕3号行政复议决定撤销，依据《行政处罚法》第四十八条撤回该信息"
    for stone in (Tombstone(penalty(7).page_id, "revoked", told), Tombstone(penalty(8).page_id)):
        files.put_gone(root, {addresses.decision_page(stone.page_id): pages.gone(stone)})
    with running_site(root) as base:
        yield base


@pytest.fixture(scope="module")
def browser(chromium: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = chromium[0]
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(chromium[1]))
    try:
        yield driver
    finally:
        driver.quit()


@dataclass(frozen=True)
class Seen:
    width: int
    requested: set[str]
    complaints: list[str]


def open_page(browser: Chrome, address: str, width: int) -> Seen:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(address)
    messages = [json.loads(each["message"])["message"] for each in browser.get_log("performance")]
    requested = {
        each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"
    }
    own_status = f"{address} - Failed to load resource"  # Chromium's remark on any 404 or 410
    complaints = [m["message"] for m in browser.get_log("browser") if not m["message"].startswith(own_status)]
    return Seen(int(browser.execute_script("return innerWidth")), requested, complaints)


@pytest.mark.parametrize("device", WIDTHS)
@pytest.mark.parametrize("name", SHOWN)
def test_page_fits_its_screen_and_asks_nobody_else(
    site: str, browser: Chrome, name: str, device: str
) -> None:
    seen = open_page(browser, site + SHOWN[name], WIDTHS[device])
    keep_picture(browser, f"{name}-{device}")
    assert seen.width == WIDTHS[device]
    assert browser.execute_script("return document.documentElement.scrollWidth") <= WIDTHS[device]
    assert {urlsplit(url).hostname for url in seen.requested if not url.startswith("data:")} == {"127.0.0.1"}
    assert seen.complaints == []
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert CREDIT_NOTICE in browser.find_element(By.TAG_NAME, "main").text
    if name in WITH_TABLE:
        assert browser.find_element(By.CSS_SELECTOR, "table th[scope]").is_displayed()
    too_wide = browser.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => !e.closest('thead, .sr') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert too_wide == []


def test_every_link_of_the_site_that_should_lead_somewhere_does(site: str, browser: Chrome) -> None:
    links: set[str] = set()
    for name in ("home", "decision", "index", "list", "withdrawals", "about", "gone"):
        open_page(browser, site + SHOWN[name], 1280)
        links |= {str(a.get_attribute("href")) for a in browser.find_elements(By.CSS_SELECTOR, "a[href]")}
    assert all(link.startswith(site) for link in links)
    paths = {urlsplit(link).path for link in links}
    assert {addresses.HOME, addresses.LISTS, addresses.OFFICES, addresses.WITHDRAWALS} <= paths
    assert {addresses.DOWNLOADS, addresses.ABOUT, addresses.FEED} <= paths
    known = {*small_site(), SHOWN["gone"]}
    strays = {path for path in paths if not path.startswith(("/lists/", "/offices/")) and path not in known}
    assert strays == set()


def test_text_stands_out_from_its_ground(site: str, browser: Chrome) -> None:
    """WCAG AA: 4.5 to 1 for every text of the pages the public reads most."""
    for name in ("home", "list", "decision", "gone"):
        open_page(browser, site + SHOWN[name], 1280)
        assert browser.execute_script(FAINT_TEXTS) == []


FAINT_TEXTS = """
const parts = c => c.match(/[\\d.]+/g).map(Number);
const light = c => {
  const [r, g, b] = parts(c).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const ground = e => {
  for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (parts(c)[3] !== 0) return c;
  }
  return 'rgb(255, 255, 255)';
};
return [...document.querySelectorAll('body *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).filter(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return (a + .05) / (b + .05) < 4.5;
  }).map(e => e.outerHTML.slice(0, 90));
"""


def test_page_works_by_keyboard(site: str, browser: Chrome) -> None:
    open_page(browser, site + SHOWN["decision"], 1280)
    first = browser.execute_script("return document.querySelector('a').getAttribute('href')")
    assert first == "#main"
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "zh-CN"
    for landmark in ("header", "nav[aria-label]", "main", "footer"):
        assert browser.find_elements(By.CSS_SELECTOR, landmark)


def keep_picture(browser: Chrome, name: str) -> None:
    """Keep a screenshot where someone wants to look at them (GONGSHI_TEST_PICTURES)."""
    if folder := os.environ.get("GONGSHI_TEST_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        height = browser.execute_script("return document.documentElement.scrollHeight")
        width = browser.execute_script("return innerWidth")
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": min(height, 2400), "deviceScaleFactor": 1, "mobile": width < 600},
        )
        browser.save_screenshot(str(Path(folder) / f"{name}.png"))
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
