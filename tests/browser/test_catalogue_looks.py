"""The catalogue page in a real browser: it fits a desk, a phone and paper, and asks nobody for anything."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from tests.counted_demo import CountedDemo, counted_demo

__all__ = ["counted_demo"]

WIDTHS = {"desk": 1280, "phone": 390}
TOO_WIDE = """
return [...document.querySelectorAll('body *')].filter(e =>
  !e.closest('.wide, pre, thead') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80));
"""


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


def open_page(browser: Chrome, page: Path, width: int) -> tuple[set[str], list[str]]:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(page.as_uri())
    messages = [json.loads(each["message"])["message"] for each in browser.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    return asked, [m["message"] for m in browser.get_log("browser")]


@pytest.mark.parametrize("device", WIDTHS)
def test_page_fits_its_screen_and_asks_nobody(
    counted_demo: CountedDemo, browser: Chrome, device: str
) -> None:
    asked, complaints = open_page(browser, counted_demo.page, WIDTHS[device])
    keep_picture(browser, f"catalogue-{device}")
    assert asked == {counted_demo.page.as_uri()}
    assert complaints == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= WIDTHS[device]
    assert browser.execute_script(TOO_WIDE) == []
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    assert browser.find_element(By.CSS_SELECTOR, ".stamp").is_displayed()


def test_a_query_opens_without_a_script_and_a_link_leads_to_its_table(
    counted_demo: CountedDemo, browser: Chrome
) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(browser, counted_demo.page, 1280)
        first = browser.find_element(By.CSS_SELECTOR, "article details")
        sql = first.find_element(By.TAG_NAME, "pre")
        assert not sql.is_displayed()
        first.find_element(By.TAG_NAME, "summary").click()
        assert sql.is_displayed()
        assert "SELECT" in sql.text
        browser.find_element(By.LINK_TEXT, "core_withdrawal").click()
        assert browser.current_url.endswith("#t-core_withdrawal")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_on_paper_every_sql_text_is_open_and_nothing_is_cut_off(
    counted_demo: CountedDemo, browser: Chrome
) -> None:
    open_page(browser, counted_demo.page, 720)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        heights = browser.execute_script(
            "return [...document.querySelectorAll('details pre')].map(e => e.getBoundingClientRect().height)"
        )
        cut = browser.execute_script(
            "return [...document.querySelectorAll('.wide, pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
            ".map(e => e.textContent.slice(0, 60))"
        )
        paper = browser.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(heights) == 20
    assert min(heights) > 40
    assert cut == []
    pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(paper["data"])))
    assert 10 < pages < 60


def keep_picture(browser: Chrome, name: str) -> None:
    """Keep a screenshot where someone wants to look at them (GONGSHI_TEST_PICTURES)."""
    if folder := os.environ.get("GONGSHI_TEST_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        browser.save_screenshot(str(Path(folder) / f"{name}.png"))
