"""Training pictures show the numbers that they are given."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.drawing.training_pictures import (
    confusion_matrix,
    count_confusions,
    learning_curve,
    round_numbers,
    stretched,
    worst_mistakes,
)
from cnncourse.tasks import Classification, Metric, Task

TASK = Classification()


def history(epochs, accuracy=0.9):
    return [
        {
            "epoch": epoch,
            "train_loss": 2 / epoch,
            "held_out_loss": 1 / epoch,
            "train_accuracy": accuracy,
            "held_out_accuracy": accuracy + 0.05,
        }
        for epoch in range(1, epochs + 1)
    ]


def test_the_curves_are_the_history():
    loss, error = learning_curve(history(5), TASK, title="five epochs").axes
    np.testing.assert_array_equal(loss.lines[0].get_xydata()[:, 0], [1, 2, 3, 4, 5])
    np.testing.assert_allclose(loss.lines[0].get_ydata(), [2, 1, 2 / 3, 0.5, 0.4])
    np.testing.assert_allclose(loss.lines[1].get_ydata(), [1, 0.5, 1 / 3, 0.25, 0.2])
    np.testing.assert_allclose(error.lines[0].get_ydata(), 10)
    np.testing.assert_allclose(error.lines[1].get_ydata(), 5)
    assert [text.get_text() for text in loss.texts] == ["training", "held out"]
    titles = [axes.get_title(loc="left") for axes in (loss, error)]
    assert titles == ["cross-entropy loss in nats", "images misclassified"]
    assert loss.get_yscale() == error.get_yscale() == "log"


class Distances(Task):
    loss_title = "log likelihood"
    metrics = (Metric("distance", "pixels off"), Metric("overlap", "area missed", share=True))


def test_every_metric_of_the_task_has_its_curve(tmp_path):
    rows = [
        {"epoch": epoch}
        | {f"{part}_loss": 1 - epoch for part in ("train", "held_out")}
        | {f"{part}_distance": 0.5 * epoch for part in ("train", "held_out")}
        | {f"{part}_overlap": 0.7 for part in ("train", "held_out")}
        for epoch in (1, 2, 3)
    ]
    figure = learning_curve(rows, Distances())
    loss, distance, overlap = figure.axes
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["log likelihood", "pixels off", "area missed"]
    np.testing.assert_array_equal(loss.lines[0].get_ydata(), [0, -1, -2])  # may be negative
    np.testing.assert_array_equal(distance.lines[1].get_ydata(), [0.5, 1, 1.5])
    np.testing.assert_allclose(overlap.lines[1].get_ydata(), 30)
    scales = [axes.get_yscale() for axes in figure.axes]
    assert scales == ["linear", "linear", "log"]
    figure.savefig(tmp_path / "a.png")
    assert len(learning_curve(rows, Task()).axes) == 1


@pytest.mark.parametrize("epochs", [1, 40])
@pytest.mark.parametrize("accuracy", [0.0, 0.95])
def test_curves_are_drawn_without_warnings(tmp_path, epochs, accuracy):
    learning_curve(history(epochs, accuracy), TASK).savefig(tmp_path / "a.png")


def test_an_empty_history():
    with pytest.raises(ValueError, match="history is empty"):
        learning_curve([], TASK)


def test_a_loss_of_zero_is_drawn(tmp_path):
    rows = [{**row, "train_loss": 0.0, "held_out_loss": 0.0} for row in history(2)]
    learning_curve(rows, TASK).savefig(tmp_path / "a.png")


def test_round_numbers():
    assert round_numbers(0.3, 4) == [0.2, 0.5, 1, 2, 5]
    assert round_numbers(1, 1) == [1]
    assert round_numbers(0.28, 0.8) == [0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
    assert round_numbers(1e-6, 2) == [10.0**k for k in range(-6, 2)]


def test_rows_are_true_classes():
    counts = count_confusions(np.array([0, 0, 2, 1]), np.array([0, 1, 2, 1]), 3)
    np.testing.assert_array_equal(counts, [[1, 1, 0], [0, 1, 0], [0, 0, 1]])


def test_the_matrix_shows_its_counts():
    labels, predictions = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    figure = confusion_matrix(labels, predictions, ["cat", "dog", "cow"])
    (axes,) = figure.axes
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written[0, 0] == "2" and written[1, 0] == "1" and written[0, 1] == "·"
    assert [written[2.7, row] for row in range(3)] == ["67 %", "100 %", "none"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["cat", "dog", "cow"]
    cells = {cell.get_xy(): cell.get_facecolor() for cell in axes.patches}
    blue, orange = cells[-0.47, -0.47], cells[1 - 0.47, -0.47]
    assert len(cells) == 9 and blue[2] > blue[0] and orange[0] > orange[2]


def test_only_mistakes_are_shown_and_the_worst_come_first():
    images = np.arange(4.0).reshape(4, 1, 1, 1) * np.ones((4, 1, 5, 5))
    labels = np.array([0, 0, 1, 1])
    logits = np.log([[0.4, 0.6], [0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    figure = worst_mistakes(images, labels, logits, ["cat", "dog"], count=2)
    first, second, *empty = figure.axes
    assert first.get_title() == "dog\nseen as cat\n80 % sure"
    assert second.get_title() == "dog\nseen as cat\n70 % sure"
    np.testing.assert_allclose(first.images[0].get_array(), 2 / 3)
    assert not any(axes.images for axes in empty)


def test_without_mistakes_the_picture_says_so(tmp_path):
    figure = worst_mistakes(np.zeros((1, 3, 4, 4)), np.array([0]), np.array([[1.0, 0]]), "ab")
    assert figure.axes[0].texts[0].get_text() == "No image was misclassified."
    figure.savefig(tmp_path / "a.png")


def test_colours_are_stretched_channel_by_channel():
    images = np.stack([np.full((2, 2), 3.0), np.array([[0.0, 1], [2, 4]]), np.eye(2)])[np.newaxis]
    shown = stretched(images, np.array([0]))
    assert shown.shape == (1, 2, 2, 3)
    np.testing.assert_array_equal(shown[0, :, :, 1], [[0, 0.25], [0.5, 1]])
    np.testing.assert_array_equal(shown[0, :, :, 0], 0)


def test_labels_and_predictions_of_different_lengths():
    with pytest.raises(ValueError, match=r"labels \(2,\) and predictions \(3,\) differ in shape"):
        confusion_matrix(np.zeros(2, int), np.zeros(3, int), "ab")
