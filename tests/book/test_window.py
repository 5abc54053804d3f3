"""The live figure "sliding window" in a real browser, every number compared with cnncourse."""

import re

import numpy as np
import pytest
from live_pages import live_pages

from cnncourse.layers.conv.loops import conv2d_forward, output_size, pad2d

STILL = "<p>picture for readers without JavaScript</p>"

VERTICAL_STEP, THREE = "vertical step (6 × 6)", "0 to 8 (3 × 3)"
SLOPE, LETTER = "slope (4 × 7)", "letter T (7 × 7)"


def number(text):
    return float(text.replace("\u2212", "-"))


class Figure:
    """What a reader sees and does; nothing here looks into the script."""

    def __init__(self, page):
        self.page = page

    def choose(self, image=None, kernel=None, **options):
        if image:
            self.page.get_by_label("Image", exact=True).select_option(image)
        if kernel:
            self.page.get_by_label("Kernel", exact=True).select_option(kernel)
        for name, value in options.items():
            self.option(name, value).click()

    def option(self, name, value):
        group = self.page.get_by_role("group", name=name.capitalize(), exact=True)
        return group.get_by_role("radio", name=str(value), exact=True)

    def cells(self, panel):
        return self.page.locator(f".live-panel-{panel} .live-cell")

    def table(self, panel):
        """Read the numbers in a grid, in the shape stated in its title."""
        title = self.page.locator(f".live-panel-{panel} .live-title").inner_text()
        rows, columns = map(int, re.findall(r"(\d+) × (\d+)", title)[-1])
        texts = self.cells(panel).evaluate_all("all => all.map(e => e.value || e.textContent)")
        return np.array([number(t) for t in texts]).reshape(rows, columns)

    def image(self):
        """Read the image without its padding: the editable cells."""
        fields = self.page.locator(".live-panel-input input")
        places = fields.evaluate_all("all => all.map(e => [e.ariaLabel, e.value])")
        H, W = (int(k) + 1 for k in re.findall(r"\d+", places[-1][0]))
        return np.array([number(value) for _, value in places]).reshape(H, W)

    def arithmetic(self):
        """Read the place, the terms and the sum shown below the grids."""
        i, j = map(int, re.findall(r"\d+", self.page.locator(".sw-name").inner_text()))
        terms = self.page.locator(".sw-term").evaluate_all(
            "all => all.map(e => [...e.querySelectorAll('b, em')].map(f => f.textContent))"
        )
        terms = np.array([[number(f.strip("()")) for f in term] for term in terms])
        return (i, j), terms, number(self.page.locator(".sw-total strong").inner_text())

    def covered(self):
        """Find the first and last input cells whose centres are inside the window's outline."""
        boxes = self.cells("input").evaluate_all(
            "all => all.map(e => { const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })"
        )
        self.page.wait_for_timeout(50)  # one frame; the pages of these tests ask for no motion
        box = self.page.locator(".sw-window").bounding_box()
        columns = self.table("input").shape[1]
        inside = [
            divmod(k, columns)
            for k, (x, y) in enumerate(boxes)
            if box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]
        ]
        return inside[0], inside[-1]


def check_numbers(figure, *, stride=1, padding=0, dilation=1):
    """Compare everything shown with what cnncourse computes from the same image and kernel."""
    image, kernel = figure.image(), figure.table("kernel")
    padded = figure.table("input")
    np.testing.assert_array_equal(padded, pad2d(image, padding))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    out, _ = conv2d_forward(image[None, None], kernel[None, None], None, **options)
    np.testing.assert_allclose(figure.table("output"), out[0, 0], atol=5e-5)
    assert figure.table("output").shape == (
        output_size(image.shape[0], kernel.shape[0], **options),
        output_size(image.shape[1], kernel.shape[1], **options),
    )
    (i, j), terms, total = figure.arithmetic()
    assert total == pytest.approx(out[0, 0, i, j], abs=5e-5)
    assert terms.prod(axis=1).sum() == pytest.approx(total, abs=5e-5)
    np.testing.assert_array_equal(terms[:, 1], kernel.ravel())
    (top, left), (bottom, right) = figure.covered()
    assert (top, left) == (i * stride, j * stride)
    window = padded[top : bottom + 1 : dilation, left : right + 1 : dilation]
    np.testing.assert_array_equal(terms[:, 0], window.ravel())


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the figure from local files; afterwards there must be no error on the console."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("sliding-window", STILL, **options))


def test_opens_with_the_example_of_the_chapter(open_figure):
    figure = open_figure()
    np.testing.assert_array_equal(figure.table("output"), [[19, 25], [37, 43]])
    check_numbers(figure)


@pytest.mark.parametrize(
    ("image", "kernel", "options"),
    [
        (VERTICAL_STEP, "vertical edge", {}),
        (VERTICAL_STEP, "vertical edge", {"stride": 2, "padding": 1}),
        ("horizontal step (6 × 6)", "horizontal edge", {"padding": 2, "dilation": 2}),
        (SLOPE, "difference (1 × 2)", {"stride": 3}),
        (SLOPE, "mean of four (2 × 2)", {"stride": 2, "padding": 1, "dilation": 2}),
        (LETTER, "sharpen", {"padding": 1}),
        ("one bright pixel (5 × 5)", "0 to 3 (2 × 2)", {"stride": 3, "padding": 2}),
        (THREE, "identity", {"padding": 1}),
    ],
)
def test_numbers_agree_for_every_choice(open_figure, image, kernel, options):
    figure = open_figure()
    figure.choose(image, kernel, **options)
    check_numbers(figure, **options)
    for cell in figure.cells("output").all()[::3]:
        cell.click()
        assert cell.get_attribute("aria-current") == "true"
        check_numbers(figure, **options)


def test_vertical_edge_on_the_step_gives_0_30_30_0(open_figure):
    figure = open_figure()
    figure.choose(VERTICAL_STEP, "vertical edge")
    np.testing.assert_array_equal(figure.table("output"), [[0, 30, 30, 0]] * 4)


def test_cells_are_edited_from_the_keyboard(open_figure):
    figure = open_figure()
    figure.page.get_by_label("x[0, 0]").focus()
    figure.page.keyboard.type("-2,5")  # a decimal comma is understood
    figure.page.keyboard.press("ArrowDown")
    figure.page.keyboard.press("ArrowRight")
    figure.page.keyboard.type("100")
    figure.page.get_by_label("w[1, 0]").fill("\u22127")
    figure.page.get_by_label("w[1, 1]").click()  # leaves the field, which now shows its value
    expected = [[-2.5, 1, 2], [3, 100, 5], [6, 7, 8]]
    np.testing.assert_array_equal(figure.image(), expected)
    np.testing.assert_array_equal(figure.table("kernel"), [[0, 1], [-7, 3]])
    check_numbers(figure)


@pytest.mark.parametrize("nonsense", ["", "abc", "1e9", "--3"])
def test_nonsense_in_a_cell_changes_nothing(open_figure, nonsense):
    figure = open_figure()
    field = figure.page.get_by_label("x[1, 1]")
    field.fill(nonsense)
    assert field.get_attribute("aria-invalid") == "true"
    np.testing.assert_array_equal(figure.table("output"), [[19, 25], [37, 43]])
    field.blur()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("4", "false")


def test_presets_are_not_changed_by_edits(open_figure):
    figure = open_figure()
    figure.page.get_by_label("x[0, 0]").fill("50")
    figure.page.get_by_label("w[0, 0]").fill("50")
    figure.choose(VERTICAL_STEP, "identity")
    figure.choose(THREE, "0 to 3 (2 × 2)")
    np.testing.assert_array_equal(figure.table("output"), [[19, 25], [37, 43]])


def test_rotating_the_kernel_gives_true_convolution(open_figure):
    figure = open_figure()
    figure.page.get_by_role("button", name="rotate by 180°").click()
    np.testing.assert_array_equal(figure.table("kernel"), [[3, 2], [1, 0]])
    check_numbers(figure)


def test_arrow_keys_move_the_window_and_stop_at_the_border(open_figure):
    figure = open_figure()
    figure.choose(LETTER, "vertical edge", stride=2)
    figure.page.locator(".live-panel-output [tabindex='0']").focus()
    for key, place in [
        ("ArrowLeft", (0, 0)),
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("End", (2, 2)),
        ("ArrowDown", (2, 2)),
        ("ArrowUp", (1, 2)),
        ("Home", (0, 0)),
    ]:
        figure.page.keyboard.press(key)
        assert figure.arithmetic()[0] == place
        check_numbers(figure, stride=2)
    assert "out[0, 0] = " in figure.page.locator("[aria-live=polite]").inner_text()


def test_everything_works_from_the_keyboard_alone(open_figure):
    figure = open_figure()
    press = figure.page.keyboard.press
    press("Tab")  # image
    press("ArrowDown")
    press("Tab")  # kernel
    press("ArrowDown")
    press("Tab")  # stride
    press("ArrowRight")
    press("Tab")  # padding
    press("ArrowRight")
    press("ArrowRight")
    check_numbers(figure, stride=2, padding=2)
    assert figure.image().shape == (6, 6)
    assert figure.table("kernel").shape == (3, 3)


def test_touch(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.choose(VERTICAL_STEP, "horizontal edge")
    figure.option("stride", 2).tap()
    figure.option("padding", 1).tap()
    figure.cells("output").nth(4).tap()
    assert figure.arithmetic()[0] == (1, 1)
    figure.page.get_by_role("button", name="window forward").tap()
    assert figure.arithmetic()[0] == (1, 2)
    check_numbers(figure, stride=2, padding=1)


def test_misfit_says_what_output_size_says(open_figure):
    figure = open_figure()
    figure.choose(THREE, "vertical edge", dilation=2)
    with pytest.raises(ValueError) as caught:
        output_size(3, 3, dilation=2)
    assert str(caught.value) in figure.page.get_by_role("alert").inner_text()
    assert figure.cells("output").count() == 0
    assert figure.page.get_by_role("button", name="play").is_disabled()
    figure.choose(padding=1)  # room for five positions again
    assert figure.page.get_by_role("alert").inner_text() == ""
    check_numbers(figure, padding=1, dilation=2)


def test_the_three_things_to_try_in_order(open_figure):
    """The chapter's suggestions under "Move the window yourself", one after the other."""
    figure = open_figure()
    figure.choose("horizontal step (6 × 6)", "vertical edge")
    assert not figure.table("output").any()
    figure.choose(VERTICAL_STEP, padding=1)
    assert (figure.table("output")[:, 0] < 0).all()
    figure.choose(THREE, padding=0, dilation=2)  # the kernel is still a 3 by 3 one
    assert "Does not fit" in figure.page.get_by_role("alert").inner_text()


@pytest.mark.parametrize(
    ("image", "options", "dropped"),
    [
        (LETTER, {"stride": 3}, "the last 1 row and the last 1 column of the image"),
        (VERTICAL_STEP, {"stride": 2, "padding": 1}, "of the padded image"),
        (
            LETTER,
            {"stride": 3, "padding": 2},
            "the last 2 rows and the last 2 columns of the padded",
        ),
        (LETTER, {"stride": 3, "padding": 1}, None),
        (VERTICAL_STEP, {"stride": 1}, None),
        (LETTER, {"stride": 2}, None),
    ],
)
def test_pixels_that_no_window_reads_are_marked(open_figure, image, options, dropped):
    figure = open_figure()
    figure.choose(image, "vertical edge", **options)
    note = figure.page.locator(".sw-dropped")
    assert dropped in note.inner_text() if dropped else note.count() == 0
    padded = figure.table("input")
    marked = figure.cells("input").evaluate_all(
        "all => all.map(e => e.classList.contains('live-unread'))"
    )
    unit = np.eye(padded.size).reshape(padded.size, 1, *padded.shape)  # one image per pixel
    reached, _ = conv2d_forward(unit, np.ones((1, 1, 3, 3)), None, stride=options["stride"])
    np.testing.assert_array_equal(marked, reached.sum(axis=(1, 2, 3)) == 0)


def test_play_walks_over_all_outputs_and_pauses(open_figure):
    figure = open_figure()
    figure.page.clock.install(time=0)
    figure.page.clock.pause_at(100_000)  # time passes only when told to
    figure.page.get_by_role("button", name="play").click()
    seen = []
    for _ in range(5):
        figure.page.clock.run_for(900)
        seen.append(figure.arithmetic()[0])
    assert seen == [(0, 1), (1, 0), (1, 1), (0, 0), (0, 1)]
    figure.page.get_by_role("button", name="pause").click()
    figure.page.clock.run_for(5000)
    assert figure.arithmetic()[0] == (0, 1)


CONTRAST = """() => {
  const rgb = (text) => {
    const n = text.match(/[\\d.]+/g).map(Number);
    return text.startsWith("color(") ? n : [...n.slice(0, 3).map((v) => v / 255), n[3] ?? 1];
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) =>
    sum + k * (c[i] <= 0.04045 ? c[i] / 12.92 : ((c[i] + 0.055) / 1.055) ** 2.4), 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if ((colour[3] ?? 1) > 0) return colour;
    }
  };
  return [...document.querySelectorAll(".live *")]
    .filter((e) => !e.disabled && e.offsetParent && (e.tagName === "INPUT" ? e.type === "text"
      : [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())))
    .map((e) => {
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className || e.tagName];
    });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
    for image, kernel, options in [
        (VERTICAL_STEP, "sharpen", {"stride": 2, "padding": 1}),
        (LETTER, "vertical edge", {"stride": 1, "padding": 2}),
        (THREE, "vertical edge", {"padding": 0, "dilation": 2}),
    ]:
        figure.choose(image, kernel, **options)
        low = [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5]
        assert low == []
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("image", "options"), [(None, {}), (VERTICAL_STEP, {}), (VERTICAL_STEP, {"padding": 1})]
)
def test_fits_a_phones_screen_with_its_controls(built_book, visit, image, options):
    chapter = built_book / "1_seeing" / "convolution.html"
    with visit(chapter, width=360, height=740) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        figure.choose(image, "vertical edge" if image else None, **options)
        assert visited.page.locator(".live").bounding_box()["height"] <= 740


def test_reset_restores_the_opening_state(open_figure):
    figure = open_figure()
    figure.choose(VERTICAL_STEP, "sharpen", stride=2, padding=1, dilation=2)
    figure.cells("output").last.click()
    figure.page.get_by_role("button", name="reset the figure").click()
    np.testing.assert_array_equal(figure.table("output"), [[19, 25], [37, 43]])
    assert figure.arithmetic()[0] == (0, 0)
    for name, value in (("stride", 1), ("padding", 0), ("dilation", 1)):
        assert figure.option(name, value).is_checked()
    assert figure.page.get_by_label("Image", exact=True).input_value() == THREE


def test_the_two_modes_differ(open_figure):
    def colours(theme):
        section = open_figure(theme=theme).page.locator(".live")
        return section.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).background]")

    assert colours("light") != colours("dark")


def test_motion_follows_the_readers_wish(open_figure):
    def duration(wish):
        window = open_figure(reduced_motion=wish).page.locator(".sw-window")
        return window.evaluate("e => getComputedStyle(e).transitionDuration")

    assert duration("reduce") == "0s"
    assert duration("no-preference") != "0s"


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()


def test_the_built_chapter_has_the_figure(browser, built_book):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto((built_book / "1_seeing" / "convolution.html").as_uri())
    figure = Figure(page)
    figure.choose(VERTICAL_STEP, "vertical edge", stride=2, padding=1)
    check_numbers(figure, stride=2, padding=1)
    context.close()
