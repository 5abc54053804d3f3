"""What is special about the assignment on LeNet-5 and AlexNet."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.authoring.notebooks import solved_source
from cnncourse import nn
from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.engine.driving import drive
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.lenet_alexnet import ASSIGNMENT, cases
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.layers import connection_table

NETWORKS = ("lenet5", "alexnet", "alexnet_two_groups")


def message(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    told = judge(check, call, 0, likely=likely_mistake(check, 0)).message
    return " ".join(told.split())


def cell_with(words, material):
    cells = [cell.source for cell in material(ASSIGNMENT).notebook.cells]
    return solved_source(next(cell for cell in cells if words in cell))


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "subsampling_forward",
        "lenet5_connections",
        "lenet5",
        "repair_the_network",
        "parameters_by_layer",
        "where_is_it",
        "alexnet",
        "alexnet_two_groups",
    ]


def test_eight_sections_give_twenty_eight_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points, found.minutes) == (8, 28, 165)


def test_exercises_go_from_easy_to_hard(material):
    dots = re.findall(r"^([●○]{3}) · ", material(ASSIGNMENT).source, flags=re.M)
    assert len(dots) == 8 and dots == sorted(dots, key=lambda one: one.count("●"))


def test_the_solved_notebook_shows_the_published_numbers(shown):
    told = shown(ASSIGNMENT)
    for lines in (
        "[[2.  0.6]\n [2.  0.6]]\n",
        "X . . . X X X . . X X X X . X X\n",
        "60 connections, 1516 parameters\n",
        "61,706 parameters, 416,520 multiply-adds\n(2, 10)\n",
        "(36, 10)\n",
        "(25, 10) 61706\n",
        "(156, 0, 2416, 0, 48120, 10164, 850) 61706\n",
        "AlexNet, groups=1: 62,378,344\nAlexNet, groups=2: 60,965,224\n",
        "62,378,344 parameters, 1,135,256,096 multiply-adds\n(1, 5)\n",
        "60,965,224 parameters, 724,406,816 multiply-adds\n",
    ):
        assert lines in told, lines
    rows = re.findall(r"^((?:[X.] ){15}[X.])$", told, flags=re.M)
    table = [[mark == "X" for mark in row.split()] for row in rows]
    np.testing.assert_array_equal(table, connection_table())


def test_the_lists_of_layers_are_those_of_the_cases(material):
    variables = {"parameters_by_layer": find("parameters_by_layer", ASSIGNMENT).reference}
    exec(cell_with("LENET = [", material), variables)
    assert variables["LENET"] == cases.LENET
    for groups in (1, 2):
        assert variables["alexnet_layers"](groups) == cases.alexnet_layers(groups)


def test_most_rows_of_the_broken_network_mix_two_images(material):
    """The notebook says how many."""
    variables = {"np": np, "nn": nn}
    exec(cell_with("def lecture_network", material), variables)
    net, images = variables["lecture_network"](nn), np.zeros((25, 1, 32, 32), np.float32)
    seen = []
    net.fc1.forward = lambda x: seen.append(x) or np.zeros((len(x), 120), np.float32)
    numbers = np.repeat(np.arange(25), 576).astype(np.float32).reshape(25, 16, 6, 6)
    net.pool2.forward = lambda x: numbers
    net(images)
    mixed = sum(len(np.unique(row)) > 1 for row in seen[0])
    assert len(seen[0]) == 36 and mixed == 24
    assert "and 24 of the rows hold numbers of two images" in material(ASSIGNMENT).source


def first(name):
    check = find(name, ASSIGNMENT)
    case = draw(check, 0)[0]
    return drive(check.reference, check.harness)(*case.args, **case.kwargs)


def test_the_paper_example_comes_first():
    out, (shape, sums, w) = first("subsampling_forward")
    np.testing.assert_allclose(out, [[[[2, 0.6], [2, 0.6]]]], atol=1e-12)
    np.testing.assert_array_equal(sums, [[[[15, 8], [15, 8]]]])
    assert first("parameters_by_layer") == (156, 0, 2416, 0, 48120, 10164, 850)
    assert first("lenet5")[1:3] == (61_706, 416_520)
    assert first("repair_the_network")[-1].shape == (25, 10)


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_are_small_and_differ_from_draw_to_draw(name):
    check = find(name, ASSIGNMENT)
    drawn = [draw(check, seed) for seed in (1, 2)]
    assert all(sum(array.size for array in case.args[1]) < 100_000 for case in drawn[0])
    for one, other in zip(*drawn, strict=True):
        assert not np.array_equal(one.args[0], other.args[0])
        assert not np.array_equal(one.args[1][0], other.args[1][0])


def test_the_declared_layers_are_not_shown():
    told = message("where_is_it", lambda: ("fc7", "conv3", "conv2"))
    assert "another layer has the most parameters, and another the most multiply-adds" in told
    assert "fc6" not in told and "conv1" not in told
    told = message("where_is_it", lambda: ("fc6", "conv2", "conv9"))
    assert "the layers are called conv1, conv2, conv3, conv4, conv5, fc6, fc7, fc8" in told
    assert "return the names of three layers" in message("where_is_it", lambda: "fc6")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda mask: mask.T, "the mask is transposed"),
        (lambda mask: mask[:15], "the mask has shape (15, 6), expected (16, 6)"),
        (lambda mask: 2 * mask, "a mask holds only True and False, or 1 and 0"),
        (lambda mask: mask.tolist(), "return an array of two axes: 16 rows and 6 columns"),
        (lambda mask: np.roll(mask, 1, axis=0), "map 0 of C3 sees 6 maps, in the table it sees 3"),
        (lambda mask: np.roll(mask, 1, axis=1), "map 0 of C3 sees as many maps as in the table"),
    ],
)
def test_a_wrong_mask_is_explained(change, told):
    mask = find("lenet5_connections", ASSIGNMENT).reference()
    assert told in message("lenet5_connections", lambda: change(mask))


@pytest.mark.parametrize("dtype", [bool, int, float])
def test_a_mask_may_hold_truth_values_or_numbers(dtype):
    mask = find("lenet5_connections", ASSIGNMENT).reference()
    told = message("lenet5_connections", lambda: mask.astype(dtype))
    assert told == "lenet5_connections: the answer is right."


def test_errors_are_explained():
    def without_axes(x, w, b):
        N, C, H, W = x.shape
        sums = x.reshape(N, C, H // 2, 2, W // 2, 2).sum(axis=(3, 5))
        return w * sums + b, (x.shape, sums, w)

    def only_even(x, w, b):
        sums = x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]
        return w[:, None, None] * sums + b[:, None, None], (x.shape, sums, w)

    def reshaped(x, w, b):
        N, C, H, W = x.shape
        sums = x.reshape(N, C, H // 2, 2, W // 2, 2).sum(axis=(3, 5))
        return w[:, None, None] * sums + b[:, None, None], (x.shape, sums, w)

    def of_five(layers, *, in_channels, image_size):
        return tuple(filters for _, filters, size, stride, padding, groups in layers)

    assert "w[:, np.newaxis, np.newaxis]" in message("subsampling_forward", without_axes)
    for answer in (only_even, reshaped):
        assert "An odd last row or column is left out" in message("subsampling_forward", answer)
    assert "for kind, *numbers in layers" in message("parameters_by_layer", of_five)


def test_what_is_no_network_of_layers_in_a_row_is_explained():
    def features(nn):
        return [nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2)]

    def head(nn, num_classes):
        return [nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, num_classes)]

    def flat(nn, *, num_classes=10, in_channels=1):
        return nn.Sequential(*features(nn), *head(nn, num_classes))

    def padded(nn, *, num_classes=10, in_channels=1):
        layers = [*features(nn), nn.Flatten(), *head(nn, num_classes)]
        return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), *layers[1:])

    def unfinished(nn, *, num_classes=10, in_channels=1):
        return features(nn)

    assert "`nn.Flatten()` goes before the first one" in message("lenet5", flat)
    assert "The maps before the dense layers have another size" in message("lenet5", padded)
    assert "got a list: put the layers into nn.Sequential" in message("lenet5", unfinished)
    assert "got None: return what you have built" in message("lenet5", lambda nn, **options: None)


def test_a_row_that_does_not_fit_is_explained():
    def reshaped(nn):
        class LeNet(nn.Module):
            def forward(self, x):
                return x.reshape(len(x), 400)

            def state_dict(self):
                return model.state_dict()

            def load_state_dict(self, state):
                pass

            def parameters(self):
                return model.parameters()

        model = find("lenet5", ASSIGNMENT).reference(nn)
        return LeNet()

    told = message("repair_the_network", reshaped)
    assert "576 numbers" in told and "depending on the padding" in told


def test_mistakes_are_named(told):
    assert "The pooling windows are 2 x 2." in told(ASSIGNMENT, "alexnet", "The pooling windows")[0]
    (only_reshape,) = told(ASSIGNMENT, "repair_the_network", "Only the reshape")
    assert "cannot reshape" in only_reshape and "Hint With the padding" in only_reshape


def test_a_mistake_is_named_whatever_the_layers_are_called():
    """This one has no dropout, and nests its layers."""

    def alexnet(nn, filters, *, hidden, num_classes=1000):
        sizes, channels, layers = (11, 5, 3, 3, 3), 3, []
        for place, (count, size) in enumerate(zip(filters, sizes, strict=True)):
            stride, padding = (1, size // 2) if place else (4, 0)
            part = [nn.Conv2d(channels, count, size, stride, padding), nn.ReLU()]
            if place in (0, 1, 4):  # the normalization is missing
                part.append(nn.MaxPool2d(3, stride=2))
            layers.append(nn.Sequential(*part))
            channels = count
        dense = [nn.Linear(channels * 36, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()]
        return nn.Sequential(*layers, nn.Flatten(), *dense, nn.Linear(hidden, num_classes))

    assert "Mistake The normalization is missing." in message("alexnet", alexnet)
