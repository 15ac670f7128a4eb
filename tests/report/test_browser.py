"""The page in a browser: it works by mouse and keys, fetches nothing, runs nothing, and fits a telephone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from corpus_builder.report import write_report
from tests.browser import NARROW, WIDE, needs_browser, set_screen, start_browser
from tests.report.test_page import add_scripts, keep, publish_rows

pytestmark = needs_browser

KINDS_OF_TEXT = [".lead", ".muted", ".note", "a", ".tag", ".gone del", "mark.quote", ".who", "mark.only", "th", ".dot"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of two pages: the sample's, and one of which every text is a script."""
    folder = tmp_path_factory.mktemp("pages")
    for name, change in (("plain", keep), ("scripts", add_scripts)):
        write_report(publish_rows(folder / name, change), folder / f"{name}.html")
    return {name: (folder / f"{name}.html").as_uri() for name in ("plain", "scripts")}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests of this file."""
    with start_browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def plain(browser: Any, pages: dict[str, str]) -> Any:
    """A browser that has just opened the sample's page on a wide screen."""
    set_screen(browser, WIDE)
    browser.get(pages["plain"])
    return browser


def read_column(browser: Any, table: str, column: int) -> list[str]:
    """The visible cells of a column."""
    script = """
      const rows = [...document.querySelectorAll(arguments[0])];
      return rows.filter(row => !row.hidden).map(row => row.cells[arguments[1]].textContent)"""
    cells: list[str] = browser.execute_script(script, f"#{table} tbody tr", column)
    return cells


@pytest.mark.parametrize("name", ["plain", "scripts"])
def test_nothing_is_fetched_and_nothing_fails(browser: Any, pages: dict[str, str], name: str) -> None:
    """The browser asks for the page and for nothing else, and has nothing to complain about."""
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(pages[name])
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requests = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # the browser's own first page may still be loading on a busy machine
    asked = {request["request"]["url"] for request in requests if request["documentURL"] == pages[name]}
    assert asked == {pages[name]}
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.get_log("browser") == []


def test_a_script_in_a_text_is_shown_and_not_run(browser: Any, pages: dict[str, str]) -> None:
    """What looks like a script in a text is read, not run; nor would one be that somebody put in."""
    browser.get(pages["scripts"])
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert "<script>document.title = 'run'</script>" in browser.find_element("id", "traces").text
    browser.execute_script("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = `run`\">')")
    assert browser.title == "Harbour news | a sample: report"


def test_a_table_is_sorted_by_click_and_by_key(plain: Any) -> None:
    """A click on a head sorts by its column, once more the other way round; so do the keys; the head says which way."""
    head = plain.find_elements("css selector", "#rules th button")[0]
    head.click()
    ascending = read_column(plain, "rules", 0)
    assert ascending == sorted(ascending)
    plain.execute_script("arguments[0].focus()", head)
    plain.switch_to.active_element.send_keys("\ue007")
    assert read_column(plain, "rules", 0) == ascending[::-1]
    assert plain.find_elements("css selector", "#rules th")[0].get_attribute("aria-sort") == "descending"


def test_numbers_are_sorted_as_numbers(plain: Any) -> None:
    """A column of numbers begins with the largest."""
    plain.find_elements("css selector", "#rules th button")[3].click()
    numbers = [int(cell.replace(",", "")) for cell in read_column(plain, "rules", 3)]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) > 1


def test_searching_leaves_what_was_meant(plain: Any) -> None:
    """Words are found whatever their case and accents, and the page says how many there are."""
    field = plain.find_element("id", "search-traces")
    field.send_keys("TEMPETE")
    items = "return [...document.getElementById('traces').children].filter(one => !one.hidden).length"
    assert plain.execute_script(items) == 1
    assert plain.find_element("css selector", "[data-count=traces]").text == "1 of 4"
    field.clear()
    field.send_keys(" ")
    assert plain.execute_script(items) == 4


def test_what_went_can_be_hidden(plain: Any) -> None:
    """The button shows a document as it is without what went, and with it again."""
    plain.execute_script("document.querySelectorAll('#traces details').forEach(one => one.open = true)")
    gone, button = plain.find_element("css selector", ".gone"), plain.find_element("id", "toggle")
    seen = [gone.is_displayed()]
    for _ in range(2):
        plain.execute_script("arguments[0].focus()", button)
        plain.switch_to.active_element.send_keys(" ")
        seen.append(gone.is_displayed())
    assert seen == [True, False, True]


def test_a_link_opens_the_document_it_leads_to(plain: Any) -> None:
    """A link to a paragraph in a closed document opens it."""
    plain.execute_script("document.querySelector('.tag a').click()")
    target = plain.execute_async_script(
        "setTimeout(() => arguments[0](document.querySelector(':target').closest('details').open), 50)"
    )
    assert target is True


def test_the_first_key_skips_to_the_content(plain: Any) -> None:
    """The first thing that the tab key reaches is the link to the content, and it is seen."""
    plain.find_element("tag name", "body").send_keys("\ue004")
    link = plain.switch_to.active_element
    assert link.get_attribute("class") == "skip"
    assert link.rect["x"] >= 0
    assert plain.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("name", ["plain", "scripts"])
def test_a_telephone_is_wide_enough(browser: Any, pages: dict[str, str], name: str) -> None:
    """On a screen of 360 pixels nothing sticks out of the page, with everything open."""
    set_screen(browser, NARROW)
    browser.get(pages[name])
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    width, room = browser.execute_script("const page = document.documentElement; return [page.scrollWidth, page.clientWidth]")
    assert width <= room <= NARROW[0]
    sizes = browser.execute_script(
        "return [...document.querySelectorAll('svg.plot text')].map(one => one.getBoundingClientRect().height)"
    )
    assert sizes and min(sizes) >= 10


def contrasts(browser: Any) -> dict[str, float]:
    """The contrast of each kind of text with what is behind it."""
    script = """
      const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
      const light = rgb => rgb.match(/[\\d.]+/g).slice(0, 3).map(v => linear(v / 255))
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
      const behind = one => { const colour = getComputedStyle(one).backgroundColor;
        return /, 0\\)$/.test(colour) && one.parentElement ? behind(one.parentElement) : colour; };
      const found = {};
      for (const name of arguments[0]) {
        for (const one of document.querySelectorAll(name)) {
          const [low, high] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
          found[name] = Math.min(found[name] || 99, (high + .05) / (low + .05));
        }
      }
      return found;"""
    found: dict[str, float] = browser.execute_script(script, KINDS_OF_TEXT)
    return found


def test_dark_and_light_are_both_legible(plain: Any) -> None:
    """Who likes it dark gets a dark page, and every kind of text stands out from what is behind it (WCAG AA: 4.5)."""
    grounds = []
    for dark in (False, True):
        set_screen(plain, WIDE, dark=dark)
        grounds.append(plain.execute_script("return getComputedStyle(document.body).backgroundColor"))
        measured = contrasts(plain)
        assert sorted(measured) == sorted(KINDS_OF_TEXT)
        assert {name: round(value, 1) for name, value in measured.items() if value < 4.5} == {}
    assert grounds == ["rgb(250, 249, 246)", "rgb(20, 23, 27)"]
