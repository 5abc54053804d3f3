# %% The upstream gradient is all ones.
# Draw dout at random: a backward pass that ignores it passes otherwise.
# - dout = rng.standard_normal(out.shape)
# + dout = np.ones(out.shape)
# - assert np.allclose(candidate(np.array([[[[5.0]]]]), cache), [[[[5, 0], [0, 0]]]])
# + assert np.allclose(candidate(np.array([[[[1.0]]]]), cache), [[[[1, 0], [0, 0]]]])

# %% Windows do not overlap.
# Gradients add only where windows overlap: test a stride smaller than the kernel.
# - for kernel_size, stride in (((2, 3), (1, 2)), ((3, 2), (2, 1)), (2, 3)):
# + for kernel_size, stride in (((2, 3), (2, 3)), ((3, 2), (3, 2)), (2, 3)):

# %% The stride is always the kernel size.
# Test other strides.
# - for kernel_size, stride in (((2, 3), (1, 2)), ((3, 2), (2, 1)), (2, 3)):
# + for kernel_size, stride in (((2, 3), (2, 3)), ((3, 2), (3, 2)), (2, 2)):

# %% Kernels are square, and strides are alike on both axes.
# Test a kernel that is not square.
# - for kernel_size, stride in (((2, 3), (1, 2)), ((3, 2), (2, 1)), (2, 3)):
# + for kernel_size, stride in ((2, 1), (3, 2), (2, 3)):

# %% There is one image.
# Test several.
# - x = rng.permutation(336).reshape(3, 2, 7, 8) - 250.0
# + x = rng.permutation(336).reshape(1, 6, 7, 8) - 250.0

# %% There is one channel.
# Test several.
# - x = rng.permutation(336).reshape(3, 2, 7, 8) - 250.0
# + x = rng.permutation(336).reshape(6, 1, 7, 8) - 250.0

# %% All inputs are positive.
# Test windows that hold only negative numbers.
# - x = rng.permutation(336).reshape(3, 2, 7, 8) - 250.0
# + x = rng.permutation(336).reshape(3, 2, 7, 8) + 1.0

# %% No window holds equal numbers.
# Test a tie, and say by hand where the gradient goes.
# - _, cache = max_pool2d_forward(np.zeros((1, 1, 2, 2)), kernel_size=2)
# - assert np.allclose(candidate(np.array([[[[5.0]]]]), cache), [[[[5, 0], [0, 0]]]])

# %% On a tie all of the largest are expected to get the gradient.
# The first one in row-major order gets it all.
# - assert np.allclose(candidate(np.array([[[[5.0]]]]), cache), [[[[5, 0], [0, 0]]]])
# + assert np.allclose(candidate(np.array([[[[5.0]]]]), cache), [[[[5, 5], [5, 5]]]])

# %% The comparison has no `assert`.
# np.isclose returns True or False and raises nothing.
# - assert np.isclose(np.sum(dx * direction), 2 * (ends[0] - ends[1]))
# + np.isclose(np.sum(dx * direction), 2 * (ends[0] - ends[1]))

# %% Only the shape is compared.
# Compare the numbers, too.
# - assert np.isclose(np.sum(dx * direction), 2 * (ends[0] - ends[1]))

# %% The direction is all ones.
# Then only the sum of dx is tested, whatever place gets the gradient: draw the direction at random.
# - direction = rng.uniform(-1, 1, x.shape)
# + direction = np.ones(x.shape)

# %% The shape is not asserted before the numbers.
# Computing with arrays of different shapes raises another exception, which rejects nothing.
# - assert isinstance(dx, np.ndarray) and dx.shape == x.shape

# %% The step is so long that winners change.
# Then the slope is another one: keep the step shorter than the distances between the numbers.
# - for moved in (x + 0.25 * direction, x - 0.25 * direction):
# + for moved in (x + 25 * direction, x - 25 * direction):
# - assert np.isclose(np.sum(dx * direction), 2 * (ends[0] - ends[1]))
# + assert np.isclose(np.sum(dx * direction), (ends[0] - ends[1]) / 50)

# %% A numerical gradient is taken for right where there are ties.
# There the slope jumps: use numbers of which no two are equal.
# - x = rng.permutation(336).reshape(3, 2, 7, 8) - 250.0
# + x = np.round(rng.standard_normal((3, 2, 7, 8)))
