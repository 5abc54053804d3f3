"""The live figure "sliding window" in a real browser, every number compared with cnncourse."""

from __future__ import annotations

import numpy as np
import pytest
from sliding_window import (
    COUNTING,
    LETTER,
    RED,
    RED_LEFT,
    SLOPE,
    SQUARE,
    THREE,
    VERTICAL_STEP,
    Figure,
    check_numbers,
)

from cnncourse.layers.conv.loops import conv2d_forward, output_size


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
        (COUNTING, None, {}),
        (COUNTING, "3 channels: 0 to 5 (2 × 2)", {"stride": 2, "padding": 1}),
        (SQUARE, RED, {}),
        (SQUARE, RED_LEFT, {"padding": 1, "dilation": 2}),
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


def test_the_products_add_up_over_the_channels(open_figure):
    figure = open_figure()
    figure.choose(COUNTING)
    np.testing.assert_array_equal(figure.table("output"), [[119, 149], [209, 239]])
    assert figure.page.locator(".sw-total").inner_text() == "= 19 + 37 + 63 = 119"
    assert figure.page.locator(".sw-window").count() == 3
    figure.page.get_by_label("x[2, 0, 0]").fill("\u22121")
    figure.page.get_by_label("w[2, 0, 0]").fill("10")
    check_numbers(figure)


def test_image_and_kernel_always_have_the_same_channels(open_figure):
    figure = open_figure()
    figure.choose(SQUARE)
    kernel = figure.page.get_by_label("Kernel", exact=True)
    assert kernel.input_value().startswith("3 channels")
    assert len(figure.images()) == len(figure.channels("kernel")) == 3
    figure.choose(kernel=RED)  # 8 in the square; 0 - 6 / 2 outside
    expected = np.full((4, 4), -3.0)
    expected[1:3, 1:3] = 8
    np.testing.assert_array_equal(figure.table("output"), expected)
    figure.choose(kernel="sharpen")
    assert figure.page.get_by_label("Image", exact=True).input_value() == THREE
    check_numbers(figure)


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
    figure.page.keyboard.press("Enter")  # the button keeps the focus
    np.testing.assert_array_equal(figure.table("kernel"), [[0, 1], [2, 3]])


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


def test_figure_stands_in_the_built_chapter(browser, built_book):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto((built_book / "1_seeing" / "convolution.html").as_uri())
    figure = Figure(page)
    figure.choose(VERTICAL_STEP, "vertical edge", stride=2, padding=1)
    check_numbers(figure, stride=2, padding=1)
    context.close()
