"""The portal's pages in a real browser, at a desk and on a phone: nothing overflows, no text runs as a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tasks.channels.content_management.channel import ContentManagement
from tasks.law.lifecycle import WithdrawalReason
from tests.content_management.deliveries import decision, withdrawn
from tests.content_management.portal import COLUMN, Portal

WIDTHS = (1280, 390)


@pytest.fixture
def browser(chromium: tuple[str, str]) -> Iterator[Chrome]:
    binary, driver = chromium
    options = ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    opened = Chrome(options=options, service=Service(driver))
    try:
        yield opened
    finally:
        opened.quit()


def test_pages_fit_desk_and_phone_and_run_nothing(
    portal: Portal, cms: ContentManagement, browser: Chrome
) -> None:
    hostile = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
    shown, gone = (
        decision(违法事实=f"{hostile}{'长' * 200}{'a' * 200}", 执法对象=f"{hostile}公司"),
        decision(),
    )
    cms.deliver([shown, gone])
    cms.deliver([withdrawn(gone, WithdrawalReason.REVOKED)])
    for width in WIDTHS:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        for address in ("/", f"/{COLUMN}/", f"/{COLUMN}/{shown.page_id}/", f"/{COLUMN}/{gone.page_id}/"):
            browser.get(f"{portal.url}{address}")
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, (address, wide)
            assert browser.title != "ran"
            assert browser.execute_script("return document.images.length + document.scripts.length") == 0
            loaded = browser.execute_script(
                "return performance.getEntriesByType('resource').map(one => one.name)"
            )
            assert [name for name in loaded if not name.startswith((portal.url, "data:"))] == []
