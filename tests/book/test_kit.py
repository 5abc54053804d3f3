"""The kit of the live figures in a real browser, through a figure made for this test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from live_pages import live_pages

COUNTER = """
live.figure("counter", "a counter", (figure) => {
  let count = 0;
  const out = live.make("output");
  const show = () => { out.textContent = String(count); figure.say(`now ${count}`); };
  const set = (value) => { count = value; show(); };
  const unit = figure.choice("Unit", [1, 10], { value: 10, change: set });
  const colour = figure.pick("Colour", ["red", "blue"], { value: "blue", change: set });
  const reset = figure.reset(() => { unit.set(10); colour.set("blue"); set(0); });
  const film = figure.player((by) => { set(count + by); return count < 3; },
    { milliseconds: 100, what: "count", extra: [reset] });
  const panel = figure.panel("cells");
  panel.title.textContent = "six cells";
  const cells = live.grid(2, 3, (i, j) =>
    live.make("button", { type: "button", class: "live-cell" }, String(3 * i + j)));
  panel.fill(cells);
  live.tint(cells, [[-4, 0, 1], [2, 3, 1000]]);
  figure.choosable(panel, () => cells, ([i, j]) => { live.point(cells, [i, j]); set(3 * i + j); });
  live.point(cells, [0, 0]);
  const typed = figure.field("a number", 1.5, { change: set, neighbour: () => null });
  figure.problem("");
  figure.root.append(figure.row(unit, colour), panel.element, film.element, typed, out,
    figure.legend([["window", "the window"]]));
  show();
});
"""
STILL = "<p>still picture</p>"


@pytest.fixture
def open_counter(browser, tmp_path):
    """Return a function that opens a page with the figure and returns the playwright page."""
    folder = tmp_path / "live" / "counter"
    folder.mkdir(parents=True)
    (folder / "counter.js").write_text(COUNTER, encoding="utf-8")
    with live_pages(browser, tmp_path, live=folder.parent) as open_page:
        yield lambda **options: open_page("counter", STILL, **options)


def count(page):
    return page.locator("output").inner_text()


def cell(page, number):
    return page.locator(".live-cell").nth(number)


def test_controls_call_back_and_show_the_choice(open_counter):
    page = open_counter()
    assert page.get_by_label("Colour").input_value() == "blue"
    assert page.get_by_role("radio", name="10").is_checked()
    page.get_by_role("radio", name="1", exact=True).click()
    assert count(page) == "1"
    page.get_by_label("Colour").select_option("red")
    assert count(page) == "red"
    page.get_by_role("button", name="reset the figure").click()
    assert count(page) == "0" and page.get_by_role("radio", name="10").is_checked()
    assert page.get_by_label("Colour").input_value() == "blue"
    assert page.get_by_label("Live figure: a counter").is_visible()


def test_a_film_plays_silently_and_ends(open_counter):
    page = open_counter()
    page.clock.install(time=0)
    page.clock.pause_at(100_000)  # time passes only when told to
    page.get_by_role("button", name="play").click()
    page.clock.run_for(110)
    assert count(page) == "1"
    assert page.locator("[aria-live]").inner_text() == "now 0"
    page.clock.run_for(1000)
    assert count(page) == "3"  # step returned false
    assert page.get_by_role("button", name="play").is_visible()
    page.get_by_role("button", name="count back").click()
    assert count(page) == "2" and page.locator("[aria-live]").inner_text() == "now 2"


HIDE_TAB = """() => {
  Object.defineProperty(document, "hidden", { value: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("leave", ["() => window.scrollTo(0, 4000)", HIDE_TAB])
def test_a_film_pauses_where_nobody_sees_it(open_counter, leave):
    page = open_counter(height=700)
    page.evaluate("document.body.style.paddingBottom = '4000px'")
    page.clock.install(time=0)
    page.clock.pause_at(100_000)  # time passes only when told to
    page.get_by_role("button", name="play").click()
    page.clock.run_for(110)
    assert count(page) == "1"
    page.evaluate(leave)
    page.locator("[aria-label=play]").wait_for(state="attached")
    page.clock.run_for(1000)
    assert count(page) == "1"


def test_cells_are_chosen_with_keys_and_are_one_tab_stop(open_counter):
    page = open_counter()
    cell(page, 0).focus()
    for key, expected in [
        *(("ArrowRight", "1"), ("ArrowDown", "4"), ("ArrowDown", "4"), ("ArrowLeft", "3")),
        *(("End", "5"), ("ArrowRight", "5"), ("ArrowUp", "2"), ("Home", "0")),
    ]:
        page.keyboard.press(key)
        assert count(page) == expected, key
    assert page.locator(".live-grid [tabindex='0']").count() == 1
    assert cell(page, 0).get_attribute("aria-current") == "true"


def test_cells_are_chosen_by_dragging(open_counter):
    page = open_counter()
    centres = []
    for number in (0, 1, 4):
        box = cell(page, number).bounding_box()
        centres.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    page.mouse.move(*centres[0])
    page.mouse.down()
    page.mouse.move(*centres[1])
    assert count(page) == "1"
    page.mouse.move(*centres[2])
    page.mouse.up()
    assert count(page) == "4"
    page.mouse.move(*centres[0])  # the button is released
    assert count(page) == "4"


def test_cells_are_chosen_by_touch(open_counter):
    page = open_counter(width=390, has_touch=True, is_mobile=True)
    cell(page, 5).tap()
    assert count(page) == "5"


def test_choosing_a_cell_stops_the_film(open_counter):
    page = open_counter()
    page.clock.install(time=0)
    page.clock.pause_at(100_000)  # time passes only when told to
    page.get_by_role("button", name="play").click()
    cell(page, 0).click()
    page.clock.run_for(1000)
    assert count(page) == "0"


def test_numbers_are_read_as_people_write_them(open_counter):
    page = open_counter()
    field = page.get_by_label("a number")
    for text, expected in [("-2,5", "-2.5"), ("\u22123", "-3"), ("4", "4")]:
        field.fill(text)
        assert count(page) == expected
    field.fill("1e9")
    assert count(page) == "4" and field.get_attribute("aria-invalid") == "true"
    field.blur()
    assert field.input_value() == "4"


@pytest.mark.parametrize(
    ("value", "shown"), [(-0.00001, "0"), (2 / 3, "0.6667"), (-7, "\u22127"), (30.0, "30")]
)
def test_numbers_are_shown_short_and_with_a_true_minus(open_counter, value, shown):
    page = open_counter()
    assert page.evaluate("value => live.show(value)", value) == shown
    factor = f"({shown})" if value < 0 else shown
    assert page.evaluate("value => live.factor(value)", value) == factor


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *((12.5, "12.5"), (-12.5, "\u221212.5"), (-123.4567, "\u2212123"), (0.33333, "0.333")),
        *((-0.00001, "0"), (99999, "99999"), (8982009, "9e6"), (-123456, "\u22121e5")),
    ],
)
def test_cells_have_five_characters_at_most(open_counter, value, shown):
    assert open_counter().evaluate("value => live.brief(value)", value) == shown


def test_small_cells_are_readable(open_counter):
    page = open_counter(width=360)
    first = cell(page, 0)
    page.evaluate(
        "() => { document.querySelector('.live-grid').style.setProperty('--cell', '18px');"
        " document.querySelector('.live-cell').style.setProperty('--letters', 5); }"
    )
    assert first.bounding_box()["width"] == first.bounding_box()["height"] == 18
    assert first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == 11


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bright_pixels_are_bright_in_both_modes(open_counter, theme):
    page = open_counter(theme=theme)
    look = """e => { e.classList.add("live-pixel"); const style = getComputedStyle(e);
      return [style.backgroundColor, style.color]; }"""
    shades = [cell(page, k).evaluate(look) for k in (1, 5, 0)]  # 0, the largest, a negative one
    assert shades[1][0] in ("rgb(255, 255, 255)", "color(srgb 1 1 1)")
    red, green, blue = (float(v) for v in re.findall(r"[\d.]+", shades[0][0]))
    assert (red, green, blue) == pytest.approx((141 / 255, 151 / 255, 164 / 255), abs=0.01)
    assert shades[0][1] == shades[1][1] == "rgb(26, 30, 35)"
    assert shades[2][1] != shades[0][1]  # in the page's ink


def test_tints_grow_with_the_value_and_change_hue_with_the_sign(open_counter):
    page = open_counter(width=360)
    negative = page.locator(".live-negative")
    assert negative.count() == 1 and negative.inner_text() == "0"
    shares = [
        cell(page, k).evaluate("e => parseInt(e.style.getPropertyValue('--share'))")
        for k in range(6)
    ]
    assert shares == [0, 0, 0, 0, 0, 100]
    sizes = [
        cell(page, k).evaluate("e => parseFloat(getComputedStyle(e).fontSize)") for k in (0, 5)
    ]
    assert sizes[0] > sizes[1]  # 1000 is longer than −4


def test_print_and_pages_without_javascript_show_the_still_picture(open_counter):
    page = open_counter()
    still = page.get_by_text("still picture")
    assert not still.is_visible() and page.locator(".live").is_visible()
    page.emulate_media(media="print")
    assert still.is_visible() and not page.locator(".live").is_visible()
    without = open_counter(java_script_enabled=False)
    assert without.get_by_text("still picture").is_visible()


def test_the_readme_lists_everything_in_the_kit():
    kit = Path(__file__).resolve().parents[2] / "book" / "live" / "kit"
    readme = (kit / "README.md").read_text(encoding="utf-8")
    script = (kit / "kit.js").read_text(encoding="utf-8")
    offered = script.rpartition("return {")[2].partition("}")[0]
    methods = ["pick", "choice", "button", "row", "reset", "player", "panel", "choosable"]
    methods += ["draggable", "field", "legend", "say"]
    for name in [*offered.replace(" ", "").split(","), *methods]:
        assert f".{name}" in readme, name
    style = (kit / "kit.css").read_text(encoding="utf-8")
    marks = {line.split(" ")[0] for line in style.splitlines() if line.startswith(".live-mark-")}
    assert marks and all(f"`{mark.removeprefix('.live-mark-')}`" in readme for mark in marks)
