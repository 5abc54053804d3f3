# %% The upstream gradient is all ones.
# Draw dout at random: a backward pass that ignores it passes otherwise.
# - dout = 2 * rng.standard_normal(shape)
# + dout = np.ones(shape)

# %% Only the shape is compared.
# Compare the numbers, too.
# - assert np.allclose(dx, dout * (x > 0))

# %% The comparison has no `assert`.
# np.allclose returns True or False and raises nothing.
# - assert np.allclose(dx, dout * (x > 0))
# + np.allclose(dx, dout * (x > 0))

# %% The result of the comparison is returned.
# Nobody reads what a test returns: use assert.
# - assert np.allclose(dx, dout * (x > 0))
# + if not np.allclose(dx, dout * (x > 0)):
# +     return False

# %% No input is exactly 0.
# The kink has an agreed value: test it by hand.
# - x[rng.random(shape) < 0.2] = 0

# %% No input is negative.
# Draw inputs of both signs.
# - x = 10 * rng.standard_normal(shape)
# + x = 10 * rng.random(shape) + 0.1

# %% All inputs are small.
# Let inputs spread: a layer may behave differently for large ones.
# - x = 10 * rng.standard_normal(shape)
# + x = rng.uniform(-1, 1, shape)

# %% All upstream gradients are small.
# Let dout spread, too.
# - dout = 2 * rng.standard_normal(shape)
# + dout = rng.uniform(-0.5, 0.5, shape)

# %% The tolerance is zero.
# A right implementation may round differently.
# - assert np.allclose(dx, dout * (x > 0))
# + assert np.array_equal(dx, dout * (x > 0))

# %% The tolerance is larger than the mistakes.
# Rounding errors are far below a millionth of the numbers.
# - assert np.allclose(dx, dout * (x > 0))
# + assert np.allclose(dx, dout * (x > 0), atol=0.5)

# %% A nan passes, because no comparison with it is true.
# Assert that the error is small, not that it is not large.
# - assert np.allclose(dx, dout * (x > 0))
# + assert not np.any(np.abs(dx - dout * (x > 0)) > 1e-9)

# %% The expected gradient at 0 is wrong.
# Where x is exactly 0, dx is 0.
# - assert np.allclose(dx, dout * (x > 0))
# + assert np.allclose(dx, dout * (x >= 0))

# %% A numerical gradient is taken for right at the kink.
# Between a slope of 0 and a slope of 1 a central difference measures one half: leave 0 out.
def test_relu_backward(candidate):
    rng = np.random.default_rng(0)
    x = np.array([[7.0, -1.5, 0.0], [-2.5, 0.5, 9.0]])
    dout = rng.standard_normal(x.shape)
    dx = candidate(dout, (x,))
    assert isinstance(dx, np.ndarray) and dx.shape == x.shape
    slope = dout * (np.maximum(x + 1e-6, 0) - np.maximum(x - 1e-6, 0)) / 2e-6
    assert np.allclose(dx, slope)


# %% A wrong candidate raises a ValueError.
# Only an AssertionError rejects.
# - assert isinstance(dx, np.ndarray) and dx.shape == shape
# - assert np.allclose(dx, dout * (x > 0))
# + if dx.shape != shape or not np.allclose(dx, dout * (x > 0)):
# +     raise ValueError("wrong")

# %% The shape is not asserted before the numbers.
# Computing with arrays of different shapes raises another exception, which rejects nothing.
# - assert isinstance(dx, np.ndarray) and dx.shape == shape
# - assert np.allclose(dx, dout * (x > 0))
# + assert np.abs(dx - dout * (x > 0)).max() < 1e-9

# %% There is one row only.
# Test a batch of several rows.
# - for shape in ((4, 5), (6,), (2, 3, 4)):
# + for shape in ((1, 50),):


# %% The random numbers have no seed.
# A test must give the same answer every time.
def test_relu_backward(candidate):
    x, dout = 4 * np.random.standard_normal((2, 2, 2))
    dx = candidate(dout, (x,))
    assert dx.shape == (2, 2) and np.allclose(dx, dout * (x > 0))
