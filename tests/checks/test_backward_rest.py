"""What is special about the assignment on the gradients of the other layers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.authoring.in_process import in_this_process
from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.backward_rest import ASSIGNMENT, cases, dropped
from cnncourse.checks.engine.check import Case
from cnncourse.checks.engine.prepared import draw, prepare
from cnncourse.checks.failing_case import failing_case
from cnncourse.checks.mistakes import likely_mistake


def verdict_of(name, answer, seed=0):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    return judge(check, call, seed, likely=likely_mistake(check, seed))


def message(name, answer):
    return " ".join(verdict_of(name, answer).message.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "max_pool2d_backward",
        "avg_pool2d_backward",
        "dropout_forward",
        "dropout_backward",
        "local_response_norm_forward",
        "local_response_norm_backward",
        "batch_norm_forward",
        "batch_norm_backward",
        "layer_norm_forward",
    ]


def test_nine_sections_give_thirty_two_points(material):
    known = material(ASSIGNMENT)
    assert len(re.findall(r"^## \d+\. ", known.source, flags=re.M)) == 9
    assert len(re.findall(r"^<details>", known.source, flags=re.M)) == 27
    marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
    points = [mark["points"] for mark in marks if mark.get("grade")]
    listed = re.findall(r"^\| .* \| [●○]{3} \| (\d+) \| (\d+) \|$", known.source, flags=re.M)
    assert points == [int(number) for _, number in listed] and sum(points) == 32
    told = re.findall(r"[●○]{3} · (\d+) minutes · (\d+) points?", known.source)
    assert told == listed and sum(int(minutes) for minutes, _ in listed) == 205


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    for numbers in (
        "[[0. 0.]\n [0. 1.]]\n[[ 0.  0.  0.]\n [ 0. 10.  0.]\n [ 0.  0.  0.]]\n",
        "[[1. 1.]\n [1. 1.]]\n[[0.25 0.75 0.5 ]\n [1.   2.5  1.5 ]\n [0.75 1.75 1.  ]]\n",
        "[2. 0. 2. 2. 0. 2.]\n",
        "[0.25   0.125  0.2857]\n",
        "[ 0.25  0.25 -0.5 ]\n",
        "[[-2.  0.  0.  0.]\n [ 1.  1.  3.  5.]] [0.5] [1.3571]\n",
        "[[ 4.75 -1.75 -1.75 -1.75]\n [-1.   -1.    0.5   2.  ]] [-12.] [8.]\n",
        "sum: 0.0  along x_hat: 0.0\n",
        "[[-1.5 -0.5 -0.5 -0.5]\n [ 0.   0.   1.   2. ]]\n",
    ):
        assert numbers in printed, numbers
    means = re.search(r"mean of 10,000: \[(.*)\]", printed)[1]
    np.testing.assert_allclose(np.fromstring(means, sep=" "), [1, 2, 3, 4, 5, 6], rtol=0.04)


X_HAT = np.array([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("max_pool2d_backward", [[0, 0, 0, 1]]),
        ("avg_pool2d_backward", [[1, 1, 1, 1]]),
        ("dropout_backward", [[2, 0, 2, 2, 0, 2]]),
        ("local_response_norm_forward", [[1 / 4, 1 / 8, 2 / 7]]),
        ("local_response_norm_backward", [[1 / 4, 1 / 4, -1 / 2]]),
        ("batch_norm_forward", [2 * X_HAT + 1, [0.5], [0.9 + 3.2 / 7]]),
        ("batch_norm_backward", [[4.75, -1.75, -1.75, -1.75, -1, -1, 0.5, 2], [-12], [8]]),
        ("layer_norm_forward", [X_HAT]),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    first = prepare(find(name, ASSIGNMENT), 0)[0].expected
    parts = first if isinstance(first, tuple) else (first,)
    assert len(parts) >= len(expected)
    for part, wanted in zip(parts, expected, strict=False):
        np.testing.assert_allclose(part.ravel(), wanted, atol=1e-12)


def test_the_paper_example_of_dropout_comes_first():
    first = draw(find("dropout_forward", ASSIGNMENT), 0)[0]
    np.testing.assert_array_equal(first.args[0], [1, 2, 3, 4, 5, 6])
    assert first.kwargs == {"p": 0.5, "training": True}


@pytest.mark.parametrize(
    ("name", "title", "hint"),
    [
        ("max_pool2d_backward", "On a tie all", "the first one, as `argmax` finds it"),
        ("max_pool2d_backward", "Rows and columns of the stride", "The height comes first."),
        ("max_pool2d_backward", "The place of the winner", "A window has KW columns"),
        ("avg_pool2d_backward", "Where windows overlap", "add with `+=`, not `=`"),
        ("avg_pool2d_backward", "Every pixel gets the whole", "the slope 1 / (KH * KW)"),
        ("avg_pool2d_backward", "np.repeat puts", "visit them one after the other"),
        ("dropout_forward", "Evaluation scales, too", "in evaluation out is x"),
        ("dropout_forward", "The mask is drawn without", "Draw with rng alone"),
        ("dropout_forward", "Every call draws the same", "the rng that is passed in"),
        ("dropout_forward", "Whole rows", "Every number is dropped by itself"),
        ("dropout_backward", "A new mask", "use the mask of the cache"),
        ("dropout_backward", "The gradient is divided", "The slope of x * mask is the mask"),
        ("local_response_norm_forward", "alpha is not", "alpha / size * sum"),
        ("local_response_norm_forward", "The neighbourhood ends one channel too early", "ends one"),
        ("local_response_norm_backward", "The denominators are taken", "They depend on x"),
        ("local_response_norm_backward", "The slope of the square has", "is 2 * x: each"),
        ("local_response_norm_backward", "alpha is forgotten", "has the same factor"),
        ("batch_norm_forward", "The running variance is biased", "multiply by M / (M - 1)"),
        ("batch_norm_forward", "The running statistics are updated", "only reads them"),
        ("batch_norm_forward", "The running statistics are never", "(1 - momentum) * running"),
        ("batch_norm_forward", "eps is forgotten", "The root is taken of var + eps."),
        ("batch_norm_forward", "The running statistics are written", "return new arrays"),
        ("batch_norm_backward", "The gradient through the mean", "subtract dbeta / M"),
        ("batch_norm_backward", "gamma is multiplied twice", "gamma / std once"),
        ("batch_norm_backward", "gamma multiplies dout, but not", "all three terms"),
        (
            "batch_norm_backward",
            "The gradients of gamma and beta are summed over the batch",
            "0, 2",
        ),
        ("layer_norm_forward", "The statistics go over the batch", "axes 1, 2 and 3"),
    ],
)
def test_a_mistake_and_its_hint(name, title, hint, told):
    for message in told(ASSIGNMENT, name, title):
        assert hint in message and " Or: " not in message, message


def batch_norm(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """Normalize as asked, and forget the running statistics."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    x_hat = (x - mean[:, None, None]) / np.sqrt(var + eps)[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running_mean, running_var, (x_hat, gamma)


def test_the_running_statistics_have_groups_of_their_own():
    verdict = verdict_of("batch_norm_forward", batch_norm)
    failed = {group for group, (passed, tried) in verdict.groups.items() if passed < tried}
    assert failed == {"running statistics", "momentum"} and 0.7 < verdict.fraction < 0.8
    assert verdict.failure.mistake == "The running statistics are never updated."


def test_the_case_that_is_shown_leaves_out_what_is_not_compared():
    check = find("batch_norm_forward", ASSIGNMENT)
    call = run_check_in_process(check, {check.name: lambda *args, **kwargs: (0, 1, 2, 3)})
    outcomes = [call(case.args, dict(case.kwargs)) for case in draw(check, 0)]
    assert failing_case(check, 0, outcomes, 0).got == 0
    assert failing_case(check, 0, outcomes, 3).got == (0, 1, 2)


OTHER = np.random.default_rng(3)


def dropping(draw_mask):
    """Make a dropout that draws its masks in one way, and is right in everything else."""

    def dropout_forward(x, *, p, rng, training):
        mask = draw_mask(rng, x.shape, p) if training else np.ones(x.shape)
        return x * mask, (mask,)

    return dropout_forward


def scaled(kept, p):
    return kept / (1 - p) if p < 1 else kept * 0.0


RIGHT = {
    "random": lambda rng, shape, p: scaled(rng.random(shape) > p, p),
    "random in float32": lambda rng, shape, p: scaled(rng.random(shape, np.float32) >= p, p),
    "kept from above": lambda rng, shape, p: scaled(rng.random(shape) < 1 - p, p),
    "binomial": lambda rng, shape, p: scaled(rng.binomial(1, 1 - p, shape), p),
    "choice": lambda rng, shape, p: scaled(rng.choice([0, 1], shape, p=[p, 1 - p]), p),
    "integers": lambda rng, shape, p: scaled(rng.integers(0, 10**6, shape) >= p * 10**6, p),
    "transposed": lambda rng, shape, p: scaled(rng.random(shape[::-1]).T >= p, p),
    "one by one": lambda rng, shape, p: scaled(
        np.array([rng.random() >= p for _ in range(np.prod(shape))]).reshape(shape), p
    ),
}


@pytest.mark.parametrize("way", RIGHT)
def test_every_way_to_draw_a_mask_is_right(way):
    for seed in range(60):
        verdict = verdict_of("dropout_forward", dropping(RIGHT[way]), seed)
        assert verdict.passed, (seed, verdict.message)


@pytest.mark.parametrize(
    ("draw_mask", "told"),
    [
        (lambda rng, shape, p: scaled(rng.random(shape) < p, p), "p is the probability to be drop"),
        (lambda rng, shape, p: 1.0 * (rng.random(shape) >= p), "are not scaled"),
        (lambda rng, shape, p: (rng.random(shape) >= p) * (1 - p), "are multiplied by 1 - p"),
        (
            lambda rng, shape, p: scaled(rng.random(shape) >= 0.45, p),
            "are kept, expected about 80%",
        ),
        (lambda rng, shape, p: np.ones(shape), "nothing is dropped, and nothing is scaled"),
        (lambda rng, shape, p: scaled(rng.random(shape), p), "neither 0 nor x / (1 - p)"),
        (lambda rng, shape, p: scaled(OTHER.random(shape) >= p, p), "Draw with rng alone"),
        (
            lambda rng, shape, p: (
                scaled(rng.random((*shape[:2], *[1] * (len(shape) - 2))) >= p, p) * np.ones(shape)
            ),
            "all numbers along axis 2 are dropped or kept together",
        ),
        (
            lambda rng, shape, p: scaled(np.random.default_rng(1).random(shape) >= p, p),
            "two calls, one after the other, drop the same numbers",
        ),
        (lambda rng, shape, p: (rng.random(shape) >= p) / max(1 - p, 0.1) + (p == 1), "at p = 1"),
    ],
)
def test_a_wrong_mask_is_told(draw_mask, told):
    answer = dropping(draw_mask)
    got = message("dropout_forward", answer)
    assert told in got, got


def test_dropout_in_evaluation_and_its_cache():
    right = dropping(RIGHT["random"])

    def in_evaluation(change):
        def answer(x, *, p, rng, training):
            out, cache = right(x, p=p, rng=rng, training=training)
            return (out, cache) if training else change(out, cache, p)

        return answer

    def in_cache(change):
        return lambda x, **options: (right(x, **options)[0], change(right(x, **options)[1]))

    for answer, told in (
        (
            in_evaluation(lambda out, cache, p: (out * (1 - p), cache)),
            "Training has already scaled",
        ),
        (in_evaluation(lambda out, cache, p: (out * (out > 0), cache)), "numbers are dropped"),
        (
            in_evaluation(lambda out, cache, p: (out, (0 * cache[0],))),
            "the mask in the cache is not",
        ),
        (in_evaluation(lambda out, cache, p: (out, (None,))), "mask is None"),
        (in_evaluation(lambda out, cache, p: (out, (None,))), "a mask of ones"),
        (in_cache(lambda cache: cache[0]), "the cache must be the tuple (mask,)"),
        (in_cache(lambda cache: (cache[0] * 2,)), "the mask in the cache is not the one"),
        (lambda x, **options: x, "must return the pair (out, cache)"),
    ):
        got = message("dropout_forward", answer)
        assert told in got, got


def test_no_forged_result_of_dropout_is_right():
    check = find("dropout_forward", ASSIGNMENT)
    case = draw(check, 0)[1]
    out = np.zeros(600)
    for value in (
        None,
        (),
        (out, out, out),
        (out, out, out, None),
        (out,) * 4,
        (1e308 * (out + 1),) * 4,
    ):
        assert dropped.problem(case, (out,) * 4, value) is not None


def test_a_small_array_says_nothing_about_shares():
    x = np.ones(8)
    one = Case("few", (x, 0), {"p": 0.5, "training": True})
    all_kept = (2 * x,) * 4
    assert dropped.problem(one, all_kept, all_kept) is None
    many = Case("many", (np.ones(600), 0), {"p": 0.5, "training": True})
    all_kept = (2 * np.ones(600),) * 4
    assert "of 600 numbers 600 are kept" in dropped.problem(many, all_kept, all_kept).text


def test_a_mask_of_its_own_is_told_only_where_it_shows():
    suspects = dropped.backward_suspects(Case("", (np.ones(4), (np.array([2.0, 0, 0, 2]),))))
    ((told, looks),) = suspects
    assert "use the mask of the cache" in told
    assert looks(np.array([0.0, 2, 0, 2])) and not looks(np.array([2.0, 0, 0, 2]))
    assert not looks(np.ones(4)) and not looks(None)
    nothing = Case("", (np.ones(4), (np.ones(4),)))
    assert list(dropped.backward_suspects(nothing)) == []


@pytest.mark.parametrize(
    ("name", "line", "hint"),
    [
        ("max_pool2d_backward", "cache[1] + 0", "`x, (KH, KW), (sh, sw) = cache`"),
        (
            "avg_pool2d_backward",
            "dx = np.zeros(cache[0].shape, dtype=int); dx += dout.max(initial=0.5)",
            "makes an array of floats",
        ),
        (
            "avg_pool2d_backward",
            "np.zeros((2, 3, 2, 2)) + dout[:, :, 0, 0] if dout.shape[:2] == (2, 3) else 0",
            "keeps the two axes",
        ),
        ("dropout_forward", "1 / (1 - p)", "do not divide by 0"),
        ("batch_norm_forward", "x - running_mean", "puts its numbers on the axis of the channels"),
    ],
)
def test_an_exception_is_explained(name, line, hint, material):
    """A line that fails as usual slips do stands before the reference's body."""
    check, known = find(name, ASSIGNMENT), material(ASSIGNMENT)
    head, _, body = known.exercises[name].reference.partition('    """\n')
    edited = f'{head}    """\n    {line}\n{body}'
    call = in_this_process(edited, check, known.stages[name])
    told = " ".join(judge(check, call, 0).message.split())
    assert hint in told, told


def test_two_images_of_batch_norm_are_one_image_of_layer_norm():
    assert cases.TWO_IMAGES.shape == (2, 1, 2, 2)
    first = draw(find("layer_norm_forward", ASSIGNMENT), 0)[0]
    np.testing.assert_array_equal(first.args[0].ravel(), cases.TWO_IMAGES.ravel())
