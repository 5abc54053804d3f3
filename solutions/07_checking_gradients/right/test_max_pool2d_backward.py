# %% against an implementation of its own
def test_max_pool2d_backward(candidate):
    rng = np.random.default_rng(1)

    def own(dout, x, kernel, stride):
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            places = [
                (i * stride[0] + k, j * stride[1] + m)
                for k in range(kernel[0])
                for m in range(kernel[1])
            ]
            best = max(places, key=lambda place: x[n, c, place[0], place[1]])
            dx[n, c, best[0], best[1]] += dout[n, c, i, j]
        return dx

    for kernel, stride in (((3, 2), (2, 1)), ((2, 3), (1, 3)), ((2, 2), (3, 3))):
        x = rng.integers(-5, 1, (2, 3, 8, 9)).astype(float)  # many ties, most below 0
        out, cache = max_pool2d_forward(x, kernel_size=kernel, stride=stride)
        dout = rng.standard_normal(out.shape)
        dx = candidate(dout, cache)
        assert isinstance(dx, np.ndarray) and dx.shape == x.shape
        assert np.abs(dx - own(dout, x, kernel, stride)).max() < 1e-9


# %% a numerical gradient entry by entry, and a tie by hand
def test_max_pool2d_backward(candidate):
    rng = np.random.default_rng(2)
    for kernel, stride in (((3, 2), (1, 2)), ((2, 3), (2, 1)), ((2, 2), (3, 3))):
        x = rng.permutation(2 * 2 * 6 * 7).reshape(2, 2, 6, 7) - 140.0
        out, cache = max_pool2d_forward(x, kernel_size=kernel, stride=stride)
        dout = rng.standard_normal(out.shape)
        dx = candidate(dout, cache)
        assert dx.shape == x.shape
        for index in np.ndindex(x.shape):
            losses = []
            for step in (0.25, -0.25):
                moved = x.copy()
                moved[index] += step
                out, _ = max_pool2d_forward(moved, kernel_size=kernel, stride=stride)
                losses.append(np.sum(dout * out))
            np.testing.assert_allclose(dx[index], 2 * (losses[0] - losses[1]), atol=1e-8)
    tied = np.array([[[[1.0, 4.0, 4.0], [0.0, 4.0, 2.0]]]])
    dx = candidate(np.array([[[[3.0, -2.0]]]]), (tied, 2, 1))
    assert np.allclose(dx, [[[[0, 1, 0], [0, 0, 0]]]])
