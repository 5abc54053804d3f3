# %% against an implementation of its own
def test_conv2d_backward(candidate):
    rng = np.random.default_rng(5)

    def own(dout, cache):
        x, w, b, stride, padding, dilation, groups = cache
        (sh, sw), (ph, pw), (dh, dw_) = stride, padding, dilation
        framed = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        dframed, dw = np.zeros(framed.shape), np.zeros(w.shape)
        for n, f, i, j in np.ndindex(dout.shape):
            first = f // (len(w) // groups) * w.shape[1]
            for c, k, m in np.ndindex(w.shape[1:]):
                place = n, first + c, i * sh + k * dh, j * sw + m * dw_
                dw[f, c, k, m] += dout[n, f, i, j] * framed[place]
                dframed[place] += dout[n, f, i, j] * w[f, c, k, m]
        dx = dframed[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
        return dx, dw, None if b is None else dout.sum(axis=(0, 2, 3))

    for stride, padding, dilation, groups in (
        ((2, 1), (1, 0), (1, 2), 2),
        ((1, 3), (0, 2), (2, 1), 1),
        ((3, 3), (0, 0), (1, 1), 1),
    ):
        x = rng.standard_normal((2, 2, 6, 7))
        w = rng.standard_normal((4, 2 // groups, 2, 3))
        for b in (rng.standard_normal(4), None):
            options = {"stride": stride, "padding": padding, "dilation": dilation}
            out, cache = conv2d_forward(x, w, b, groups=groups, **options)
            dout = rng.standard_normal(out.shape)
            given = candidate(dout, cache)
            assert len(given) == 3
            for expected, got in zip(own(dout, cache), given, strict=True):
                if expected is None:
                    assert got is None
                else:
                    assert np.shape(got) == expected.shape
                    assert np.abs(got - expected).max() < 1e-9


# %% numerical gradients of a few entries and of random directions
def test_conv2d_backward(candidate):
    rng = np.random.default_rng(7)
    for options in (
        {},
        {"stride": (1, 2), "padding": (2, 0)},
        {"stride": (3, 2), "padding": (1, 2), "dilation": (2, 1)},
        {"padding": 1, "dilation": (1, 2), "groups": 3},
    ):
        inputs = [
            rng.standard_normal((2, 3, 8, 7)),
            rng.standard_normal((6, 3 // options.get("groups", 1), 3, 2)),
            rng.standard_normal(6),
        ]
        out, cache = conv2d_forward(*inputs, **options)
        dout = rng.standard_normal(out.shape)
        gradients = candidate(dout, cache)
        assert len(gradients) == 3

        for place, gradient in enumerate(gradients):
            x = inputs[place]
            assert gradient is not None and gradient.shape == x.shape
            for _ in range(4):
                direction, losses = rng.standard_normal(x.shape), []
                for step in (1e-4, -1e-4):
                    moved = [*inputs[:place], x + step * direction, *inputs[place + 1 :]]
                    losses.append(np.sum(dout * conv2d_forward(*moved, **options)[0]))
                slope, calculated = (losses[0] - losses[1]) / 2e-4, np.sum(gradient * direction)
                assert abs(slope - calculated) <= 1e-6 * max(1, abs(calculated))
    out, cache = conv2d_forward(inputs[0], inputs[1], None, **options)
    assert candidate(np.ones(out.shape), cache)[2] is None
