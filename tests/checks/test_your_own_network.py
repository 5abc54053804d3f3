"""What is special about the assignment on a network of one's own."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.notebooks import solved_source
from autograder.submissions.marks import is_check
from cnncourse import nn
from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.kinds.harnesses import common
from cnncourse.checks.your_own_network import ASSIGNMENT, accepted
from cnncourse.exercises import own_network
from cnncourse.exercises.handwriting import as_digit, digits
from cnncourse.exercises.own_engine import engine, lenet5, start

RIGHT = own_network.my_functions()
BY_MATRIX = ("im2col", "conv2d_by_matrix", "conv2d_backward_by_matrix")


def verdict(name, functions, answer=None):
    """Judge `my_functions`, or an answer that uses it."""

    def my_functions():
        return functions

    check = find(name, ASSIGNMENT)
    variables = {"my_functions": my_functions, **({} if answer is None else {name: answer})}
    return judge(check, run_check_in_process(check, variables), 0)


def own(reference):
    """Make a student's function of a reference."""

    def answer(*args):
        return reference(*args)

    return answer


def without(*missing, **changed):
    return {name: one for name, one in {**RIGHT, **changed}.items() if name not in missing}


def text(found):
    return " ".join(found.message.split())


def test_three_exercises_give_twenty_three_points(listed):
    assert names(ASSIGNMENT) == ["my_functions", "training_step", "train_lenet5"]
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points, found.minutes) == (3, 23, 85)


def test_the_solution_holds_the_sources_and_the_released_cell_does_not(material):
    known = material(ASSIGNMENT)
    answers = known.exercises["my_functions"]
    for name in RIGHT:
        assert f"\ndef {name}(" in answers.reference
        assert name not in answers.stub.replace('such as `"relu_backward"`', "")
    assert "\nfrom cnncourse.layers.shapes import pair\n" in answers.reference
    assert answers.stub.count("def ") == 1
    compile(answers.stub, "<stub>", "exec")
    variables = {}
    exec(answers.reference, variables)
    assert set(variables["my_functions"]()) == set(RIGHT)


def test_each_layer_counts_by_itself():
    groups = find("my_functions", ASSIGNMENT).cases(np.random.default_rng(0))
    layers = list(dict.fromkeys(case.group for case in groups))
    assert layers[0] == "ReLU" and len(layers) == 7
    found = verdict("my_functions", {"relu_backward": RIGHT["relu_backward"]})
    assert found.fraction == pytest.approx(1 / 7)
    assert "linear_forward is missing: write it in 04_backpropagation" in text(found)
    assert verdict("my_functions", without("batch_norm_forward")).fraction == pytest.approx(6 / 7)
    assert verdict("my_functions", without("relu_backward")).fraction == 0


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ([], "must return a dictionary of functions by name, got a list"),
        (None, "must return a dictionary of functions by name, got None"),
        ({"relu_backward": 3}, "must return functions by name: 'relu_backward' is an int"),
    ],
)
def test_anything_but_a_dictionary_of_functions_is_named(functions, said):
    found = verdict("my_functions", functions)
    assert said in text(found) and not found.passed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda dx, dw, db: (dx, dw, db + 1), "db of linear_backward first differs at"),
        (lambda dx, dw, db: (dx, dw[:1], db), "dw of linear_backward has shape (1, 4), expected"),
        (lambda dx, dw, db: (dx, dw), "return other things than out of linear_forward, dx of"),
    ],
)
def test_the_function_and_the_result_that_is_wrong_are_named(change, said):
    def linear_backward(dout, cache):
        return change(*RIGHT["linear_backward"](dout, cache))

    found = verdict("my_functions", without(linear_backward=linear_backward))
    assert said in text(found) and found.fraction == pytest.approx(6 / 7)


def test_a_layer_is_named_by_what_the_reference_returns():
    check = find("my_functions", ASSIGNMENT)
    call = run_check_in_process(check, {"my_functions": own(own_network.my_functions)})
    for case in check.cases(np.random.default_rng(0)):
        results = call(case.args, case.kwargs).value
        assert len(results) == len(accepted.RESULTS[case.args[0]])


def test_a_function_of_almost_the_name_is_named():
    functions = without("linear_backward", linear_bckward=RIGHT["linear_backward"])
    told = text(verdict("my_functions", functions))
    assert "linear_backward is missing: is it 'linear_bckward'? Then rename that" in told


def test_training_without_an_end_ends(monkeypatch):
    def train(net, loss, images, labels, rng, show):
        while True:
            net(images[:1])

    monkeypatch.setattr(common, "SECONDS", 1)
    told = text(verdict("train_lenet5", RIGHT, train))
    assert "TimeoutError: training took more than 1 seconds" in told
    assert "in train: net(images[:1])" in told
    assert "Hint Take fewer steps" in told


def test_a_wrong_call_of_show_is_named():
    def train(net, loss, images, labels, rng, show):
        show(0)

    assert "show() missing 2 required positional arguments" in text(
        verdict("train_lenet5", RIGHT, train)
    )


def test_either_convolution_is_enough():
    assert verdict("my_functions", without(*BY_MATRIX)).passed
    assert verdict("my_functions", without("conv2d_forward", "conv2d_backward")).passed


def test_a_step_needs_only_the_layers_of_its_network():
    step = own(own_network.training_step)
    for missing in ("batch_norm_forward", "batch_norm_backward"):
        found = verdict("training_step", without(missing), step)
        assert found.fraction == 0.5
        assert found.groups == {"LeNet-5": (2, 2), "ResNet-20": (0, 1)}
        assert f"{missing} is missing" in text(found)
    assert verdict("training_step", without("max_pool2d_forward"), step).passed
    assert verdict("training_step", without(*BY_MATRIX), step).passed


def test_a_wrong_layer_spoils_the_step():
    functions = without(relu_backward=lambda dout, cache: dout)
    told = text(verdict("training_step", functions, own(own_network.training_step)))
    assert re.search(r"after the step \d+ of 10 arrays are right; wrong is `f6.bias`", told)
    assert 'Does check("my_functions") pass?' in told


def test_a_loss_of_another_kind_is_named():
    told = text(verdict("training_step", RIGHT, lambda net, loss, images, labels, rate: [1]))
    assert "it returned a list" in told and "Return the loss, a number." in told


def test_the_course_does_not_help_out():
    """A student's function may not use the course's layers, nor may `my_functions`."""

    def borrowed():
        from cnncourse.layers import relu_backward

        return {**RIGHT, "relu_backward": relu_backward}

    check = find("my_functions", ASSIGNMENT)
    found = judge(check, run_check_in_process(check, {"my_functions": borrowed}), 0)
    assert not found.passed and "Ready-made answers do not count" in text(found)


def test_training_is_refused_at_once_where_it_would_take_too_long():
    calls = []

    def train(net, loss, images, labels, rng, show):
        calls.append(len(images))
        net(images[:1])

    found = verdict("train_lenet5", without(*BY_MATRIX), train)
    assert "in 08_fast_convolution, then collect again" in text(found)
    assert calls == [1297] and not found.passed


def test_unseen_digits_stay_with_the_judge():
    (case, again) = find("train_lenet5", ASSIGNMENT).cases(np.random.default_rng(3))
    images, labels = case.args
    held_out, of_held_out, _ = case.known
    assert images.shape == (1297, 1, 16, 16) and held_out.shape == (500, 1, 16, 16)
    assert labels.shape == (1297,) and of_held_out.shape == (500,) and again.same_call


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda state: state[1:], "it left no trained network"),
        (lambda state: "weights", "it left no trained network"),
        (lambda state: [state[0][:1], *state[1:]], "another shape than before the training"),
        (
            lambda state: [np.full_like(state[0], np.nan), *state[1:]],
            "the network's scores are not finite",
        ),
        (lambda state: state, "no weight has changed"),
        (lambda state: [-one for one in state], "of 500 held-out images are right"),
    ],
)
def test_a_state_that_was_not_trained_is_refused(change, said):
    (case, _) = find("train_lenet5", ASSIGNMENT).cases(np.random.default_rng(3))
    net = start(lenet5(nn), np.random.default_rng(0))
    state = change(list(net.state_dict().values()))
    if said.startswith("of 500"):
        net.load_state_dict(dict(zip(net.state_dict(), state, strict=True)))
    scores = net.eval()(case.args[0][:8])
    assert said in accepted.reading_problem(case, case.known, (state, scores)).text


@pytest.mark.parametrize("value", [None, [], ([],), "weights", (None, None)])
def test_what_is_no_state_is_refused(value):
    (case, _) = find("train_lenet5", ASSIGNMENT).cases(np.random.default_rng(3))
    found = accepted.reading_problem(case, case.known, value)
    assert found.text == "it left no trained network"


def test_layers_that_do_not_compute_with_the_weights_are_refused():
    """The weights alone would pass, wherever they come from."""

    def linear_forward(x, w, b):
        out, cache = RIGHT["linear_forward"](x, w, b)
        return (3 * out if len(w) == 10 and len(x) == 8 else out), cache

    functions = without(linear_forward=linear_forward)
    found = verdict("train_lenet5", functions, own(own_network.train_lenet5))
    assert "your layers give other scores than the weights" in text(found)
    assert 'Does check("my_functions") pass?' in text(found) and not found.passed


def test_the_solved_notebook_reads_unseen_digits_and_a_drawn_three(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = shown(ASSIGNMENT)
    assert "0 of 21 functions are collected." in printed  # there are no notebooks here
    right = float(re.search(r"([\d.]+)% of 500 unseen digits are right", printed)[1])
    assert right >= 97
    assert "It is read as 3, then as " in printed
    losses = [float(n) for n in re.search(r"^(\d\.\d\d ?){10}$", printed, re.M)[0].split()]
    assert losses[0] > 2 and losses[-1] < losses[0] / 2


def test_other_peoples_digits_are_harder(material):
    """The text expects about two thirds of a thousand digits of MNIST."""
    folder = os.environ.get("CNNCOURSE_DATA")
    if not folder or not (Path(folder) / "mnist").is_dir():
        pytest.skip("needs mnist in the folder that CNNCOURSE_DATA names")
    cells = [one.source for one in material(ASSIGNMENT).notebook.cells if one.cell_type == "code"]
    [last] = [one for one in cells if "with_mnist = False" in one]
    own = engine(nn, RIGHT)
    pupil, (images, labels) = start(lenet5(own), np.random.default_rng(0)), digits()
    loss, rng = own.CrossEntropyLoss(), np.random.default_rng(0)
    own_network.train_lenet5(pupil, loss, images, labels, rng, lambda step, steps, value: None)
    variables = {"reader": pupil, "np": np, "as_digit": as_digit}
    exec(last.replace("with_mnist = False", "with_mnist = True"), variables)
    right = variables["read_mnist"] == variables["others"].targets[:1000]
    assert 0.55 < right.mean() < 0.8


def test_an_interrupt_loses_nothing(material, capsys):
    """Ctrl-C in the cell that trains: the next cells go on with what the network has learned."""
    known = material(ASSIGNMENT)
    cells = [one for one in known.notebook.cells if one.cell_type == "code" and not is_check(one)]
    (training,) = [one for one in cells if "except KeyboardInterrupt" in one.source]
    variables = dict(known.stages["train_lenet5"])

    def stopped(net, loss, images, labels, rng, show):
        for step in range(5):
            show(step, 100, own_network.training_step(net, loss, images[:8], labels[:8], 0.1))
        raise KeyboardInterrupt

    exec(solved_source(training.source), {**variables, "train_lenet5": stopped}, variables)
    assert (
        "Stopped after 5 steps: the network keeps what it has learned." in capsys.readouterr().out
    )
    assert len(variables["curve"]) == 5 and variables["reader"].f6.bias.any()
