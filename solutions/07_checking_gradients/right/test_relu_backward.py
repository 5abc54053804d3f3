# %% known numbers
def test_relu_backward(candidate):
    x = np.array([[7.5, -1.5, 0.0], [0.5, -0.25, 12.0], [-3.0, 2.0, 0.75]])
    dout = np.array([[12.5, 18.0, -6.0], [2.25, 5.0, -7.5], [1.5, -0.5, 3.75]])
    expected = np.array([[12.5, 0, 0], [2.25, 0, -7.5], [0, -0.5, 3.75]])
    np.testing.assert_allclose(candidate(dout, (x,)), expected, rtol=1e-7, atol=1e-12)


# %% a numerical gradient of a random loss, and zeros by hand
def test_relu_backward(candidate):
    rng = np.random.default_rng(3)
    x = np.linspace(0.2, 9, 60).reshape(6, 10) * np.resize([1, -1], 10)
    dout = 3 * rng.standard_normal(x.shape)
    dx = candidate(dout, (x,))
    assert np.shape(dx) == x.shape
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += 1e-5
        below[index] -= 1e-5
        loss_above = np.sum(dout * relu_forward(above)[0])
        loss_below = np.sum(dout * relu_forward(below)[0])
        slope = (loss_above - loss_below) / 2e-5
        assert abs(slope - dx[index]) < 1e-6
    at_zero = candidate(np.array([5.0, 2.0]), (np.zeros(2),))
    assert np.array_equal(at_zero, [0, 0])
