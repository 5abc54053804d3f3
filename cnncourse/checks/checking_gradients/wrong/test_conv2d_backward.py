# %% The upstream gradient is all ones.
# Draw dout at random: a backward pass that ignores it passes otherwise.
# - dout = rng.standard_normal(out.shape)
# + dout = np.ones(out.shape)

# %% The stride is always 1.
# Test other strides.
# - {"stride": (3, 2), "padding": (1, 3), "dilation": (1, 2)},
# - {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
# + {"padding": (1, 3), "dilation": (1, 2)},
# + {"padding": (2, 1), "dilation": (3, 1), "groups": 2},

# %% Nothing is padded.
# Test padding, different for rows and columns.
# - {"stride": (3, 2), "padding": (1, 3), "dilation": (1, 2)},
# - {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
# + {"stride": (3, 2), "dilation": (1, 2)},
# + {"stride": (2, 3), "dilation": (3, 1), "groups": 2},

# %% Nothing is dilated.
# Test a dilation, different for rows and columns.
# - {"stride": (3, 2), "padding": (1, 3), "dilation": (1, 2)},
# - {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
# + {"stride": (3, 2), "padding": (1, 3)},
# + {"stride": (2, 3), "padding": (2, 1), "groups": 2},

# %% Every option is the same for rows and columns.
# Test options that differ.
# - {"stride": (3, 2), "padding": (1, 3), "dilation": (1, 2)},
# - {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
# + {"stride": 3, "padding": 1, "dilation": 2},
# + {"stride": 2, "padding": 2, "dilation": 1, "groups": 2},

# %% There is one group.
# Test several groups.
# - {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1), "groups": 2},
# + {"stride": (2, 3), "padding": (2, 1), "dilation": (3, 1)},

# %% There is one image.
# Test several.
# - x = rng.standard_normal((3, 4, 9, 8))
# + x = rng.standard_normal((1, 4, 9, 8))

# %% Only dx is compared.
# Compare dw and db, too.
# - for place, gradient in enumerate(gradients):
# + for place, gradient in enumerate(gradients[:1]):

# %% The bias's gradient is not compared.
# Compare db, too.
# - for place, gradient in enumerate(gradients):
# + for place, gradient in enumerate(gradients[:2]):

# %% There is always a bias.
# Test a convolution whose b is None.
# - _, cache = conv2d_forward(x, w, None, **options)
# - assert candidate(dout, cache)[2] is None

# %% Only shapes are compared.
# Compare the numbers, too.
# - assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)

# %% The comparison has no `assert`.
# np.isclose returns True or False and raises nothing.
# - assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)
# + np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)

# %% The direction is all ones.
# Then gradients in the wrong places add up to the right sum: draw the direction at random.
# - direction = rng.standard_normal(gradient.shape)
# + direction = np.ones(gradient.shape)

# %% The tolerance is zero.
# Two ways of adding the same numbers are rounded differently.
# - assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)
# + assert np.sum(gradient * direction) == (ends[0] - ends[1]) / 2

# %% The tolerance is relative to nothing: it is as large as the mistakes.
# Choose it from the rounding errors that you expect.
# - assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)
# + assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2, atol=20)

# %% A nan passes, because no comparison with it is true.
# Assert that the error is small, not that it is not large.
# - assert np.isclose(np.sum(gradient * direction), (ends[0] - ends[1]) / 2)
# + assert not abs(np.sum(gradient * direction) - (ends[0] - ends[1]) / 2) > 1e-6

# %% Shapes are not asserted before the numbers.
# Computing with arrays of different shapes raises another exception, which rejects nothing.
# - assert isinstance(gradients, tuple) and len(gradients) == 3

# - assert isinstance(gradient, np.ndarray) and gradient.shape == inputs[place].shape
# - direction = rng.standard_normal(gradient.shape)
# + direction = rng.standard_normal(inputs[place].shape)
