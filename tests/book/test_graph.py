"""The computational graph in a real browser: its numbers are the package's numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from live_pages import LiveFigure, check_play, live_pages, number
from test_window_moves import CONTRAST

from cnncourse.checks.backpropagation.cases import paper_network
from cnncourse.layers import (
    linear_backward,
    linear_forward,
    mean_squared_error,
    relu_backward,
    relu_forward,
)

STILL = "<p>A picture for readers without JavaScript.</p>"
ORDER = (("z",), ("h",), ("out",), ("L",), ("dout",), ("dh", "dw2", "db2"), ("dz",))
ORDER += (("dx", "dw1", "db1"),)
GIVEN = ("x", "target", "w1", "b1", "w2", "b2")


def by_package(x, target, w1, b1, w2, b2):
    """Compute all that the figure shows, with the package's layers."""
    z, first = linear_forward(x, w1, b1)
    h, gate = relu_forward(z)
    out, second = linear_forward(h, w2, b2)
    loss, dout = mean_squared_error(out, target)
    dh, dw2, db2 = linear_backward(dout, second)
    dz = relu_backward(dh, gate)
    dx, dw1, db1 = linear_backward(dz, first)
    found = {"z": z, "h": h, "out": out, "L": np.array([loss]), "dout": dout, "dh": dh}
    return found | {"dw2": dw2, "db2": db2, "dz": dz, "dx": dx, "dw1": dw1, "db1": db1}


class Figure(LiveFigure):
    def given(self):
        """Read the fields, in the shapes that the package wants."""
        shapes = {"x": (1, 2), "target": (1, 1), "w1": (3, 2), "b1": (3,), "w2": (1, 3), "b2": (1,)}
        read = {}
        for name, shape in shapes.items():
            begin = "target" if name == "target" else f"{name}["
            fields = self.page.locator(f'input[aria-label^="{begin}"]')
            values = fields.evaluate_all("all => all.map(one => one.value)")
            read[name] = np.array([number(value) for value in values]).reshape(shape)
        return read

    def shown(self):
        """Read what is computed: numbers by the name of their array; missing where still empty."""
        labels = self.page.locator("button.live-cell").evaluate_all(
            "all => all.map(one => [one.getAttribute('aria-label'), one.textContent])"
        )
        found = {}
        for label, text in labels:
            if "not computed yet" in label:
                assert text == ""
                continue
            name, value = re.fullmatch(r"(\w+)\S*(?: \d\])? = (.*)", label).groups()
            assert len(text) <= 6 and number(text) == pytest.approx(number(value), rel=0.1)
            found.setdefault(name, []).append(number(text))
        return found

    def line(self):
        return " ".join(self.page.locator(".gr-line").inner_text().split())

    def told(self):
        return self.page.locator(".gr-told").inner_text()

    def cell(self, label):
        return self.page.locator(f'button.live-cell[aria-label^="{label}"]')


def check_numbers(figure, steps):
    """Compare the numbers of the first steps with the package's; no other may be there."""
    expected = by_package(**figure.given())
    shown = figure.shown()
    assert {*shown} == {name for names in ORDER[:steps] for name in names}
    for name, values in shown.items():
        np.testing.assert_allclose(values, expected[name].ravel(), atol=5e-5)


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the figure from plain files; at the end, no error may stand in the console."""
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("graph", STILL, **options))


def test_opens_with_the_example_of_the_chapter(open_figure):
    figure = open_figure()
    for name, array in zip(GIVEN, paper_network(), strict=True):
        np.testing.assert_array_equal(figure.given()[name], array)
    assert figure.shown() == {}


def test_every_step_forward_and_back_shows_its_numbers(open_figure):
    figure = open_figure()
    for steps in range(1, 9):
        figure.press("step forward")
        check_numbers(figure, steps)
        assert figure.told().startswith(f"{steps} of 8. ")
        assert ("Backward" in figure.told()) == (steps > 4)
    assert figure.shown()["dx"] == [30, -6]
    figure.press("step forward")  # nothing comes after the last step
    check_numbers(figure, 8)
    for steps in range(7, -1, -1):
        figure.press("step back")
        check_numbers(figure, steps)
    figure.press("step back")
    check_numbers(figure, 0)


def test_each_number_is_written_out_and_its_sum_is_right(open_figure):
    figure = open_figure()
    figure.press("step forward", 8)
    expected = by_package(**figure.given())
    for name, array in expected.items():
        for place in np.ndindex(array.shape if name in ("dw1",) else array.size):
            label = "L" if name == "L" else f"{name}[{', '.join(map(str, place))}]"
            figure.cell(label).click()
            line = figure.line()
            assert line.startswith(f"{label} = ")
            written = re.search(r"= (.*?) = (\S+)", line)
            value = array[place] if name == "dw1" else array.ravel()[place[0]]
            if written is None:  # the sum is a single number
                assert number(re.search(r"= (\S+)", line)[1]) == value
                continue
            text = written[1].replace("\u2212", "-").replace("·", "*").replace("²", "**2")
            assert eval(text, {"max": max}) == pytest.approx(value) == number(written[2])
    figure.cell("dx[0]").click()
    assert "12·2 + 0·1 + (\u22126)·(\u22121) = 30" in figure.line()
    assert "used 3 times: its gradients add" in figure.line()
    figure.cell("dz[1]").click()
    assert "the gate is closed" in figure.line()


def test_a_number_of_a_later_step_is_computed_when_it_is_chosen(open_figure):
    figure = open_figure()
    figure.cell("dz[0]").click()
    check_numbers(figure, 7)
    assert figure.line().startswith("dz[0] = 12")
    assert "the gate is open" in figure.line()


def test_the_things_to_try(open_figure):
    """What the chapter promises under "Step through it"."""
    figure = open_figure()
    figure.press("step forward", 8)
    figure.page.get_by_role("textbox", name="target").fill("5")
    check_numbers(figure, 8)
    assert not any(figure.shown()["dw1"] + figure.shown()["dw2"] + figure.shown()["dx"])
    figure.page.get_by_role("textbox", name="target").fill("2")
    figure.page.get_by_label("b1[1]", exact=True).fill("2")
    check_numbers(figure, 8)
    assert figure.shown()["L"] == [36] and figure.shown()["dz"] == [24, 36, -12]
    figure.page.get_by_label("w2[1]", exact=True).fill("0")
    check_numbers(figure, 8)
    assert figure.shown()["dz"][1] == 0 and figure.shown()["dw2"][1] != 0


def test_fields_take_fractions_and_ignore_nonsense(open_figure):
    figure = open_figure()
    figure.press("step forward", 8)
    figure.page.get_by_label("x[0]", exact=True).fill("-1,25")
    figure.page.get_by_label("w1[2, 1]", exact=True).fill("0.3")
    figure.page.get_by_label("w1[0, 0]", exact=True).fill("abc")
    check = figure.page.get_by_label("w1[0, 0]", exact=True)
    assert check.get_attribute("aria-invalid") == "true"
    check.blur()
    check_numbers(figure, 8)
    assert figure.given()["x"].tolist() == [[-1.25, 2]]
    assert figure.given()["w1"][0, 0] == 2


def test_reset_brings_back_how_it_opened(open_figure):
    figure = open_figure()
    figure.press("step forward", 5)
    figure.page.get_by_label("x[0]", exact=True).fill("7")
    figure.press("reset the figure")
    check_numbers(figure, 0)
    np.testing.assert_array_equal(figure.given()["x"], [[1, 2]])
    assert figure.line() == ""


def test_play_ends_with_the_last_step(open_figure):
    check_play(open_figure(), check_numbers, 8, 1600)


def test_arrow_keys_walk_through_an_array_and_a_screen_reader_is_told(open_figure):
    figure = open_figure()
    figure.press("step forward", 8)
    figure.cell("dw1[0, 0]").focus()
    for key, label in [
        ("ArrowRight", "dw1[0, 1]"),
        ("ArrowDown", "dw1[1, 1]"),
        ("End", "dw1[2, 1]"),
    ]:
        figure.page.keyboard.press(key)
        assert figure.line().startswith(f"{label} = ")
        assert figure.cell(label).get_attribute("aria-current") == "true"
        assert f"{label} = " in figure.page.locator("[aria-live=polite]").inner_text()


def test_touch(open_figure):
    figure = open_figure(width=390, has_touch=True, is_mobile=True)
    figure.page.get_by_role("button", name="step forward").tap()
    figure.cell("dh[2]").tap()
    check_numbers(figure, 6)
    assert figure.line().startswith("dh[2] = 6·(\u22121) = \u22126")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_readable_in_both_modes_and_never_wider_than_the_page(open_figure, theme, width):
    figure = open_figure(theme=theme, width=width)
    for _ in range(9):
        assert [pair for pair in figure.page.evaluate(CONTRAST) if pair[0] < 4.5] == []
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= width
        figure.press("step forward")


def test_fits_a_phones_screen_with_its_controls(built_book, visit):
    with visit(
        built_book / "2_learning" / "backpropagation.html", width=360, height=740
    ) as visited:
        visited.page.evaluate("() => document.fonts.ready")
        figure = Figure(visited.page)
        figure.press("step forward", 8)
        check_numbers(figure, 8)
        box = visited.page.locator(".live").bounding_box()
        stage = visited.page.locator(".gr-stage").evaluate("e => e.scrollWidth <= e.clientWidth")
        assert box["height"] <= 740 and stage


def test_without_javascript_the_picture_stays(open_figure):
    figure = open_figure(java_script_enabled=False)
    assert figure.page.get_by_text("picture for readers without JavaScript").is_visible()
