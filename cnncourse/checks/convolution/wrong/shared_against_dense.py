# %% The two numbers are the other way round.
# The pair is (dense, shared): dense first.
# - return dense, shared
# + return shared, dense

# %% The biases are counted, too.
# Count only the weights.
# - dense = 16 * 4
# + dense = 16 * 4 + 4
# - shared = 2 * 2
# + shared = 2 * 2 + 1

# %% The kernel is counted at every position.
# All positions share one kernel: its weights count once, however often it is used.
# - shared = 2 * 2
# + shared = 2 * 2 * 4
# or
# + shared = 4 * 4 * 4

# %% The sizes are added.
# The dense layer has a weight for every pair of an input and an output.
# - dense = 16 * 4
# + dense = 16 + 4

# %% Square brackets make a list.
# The pair is a tuple: `return dense, shared`.
# - return dense, shared
# + return [dense, shared]

# %% np.array makes an array of the pair.
# It is a tuple: `return dense, shared`.
# - return dense, shared
# + return np.array([dense, shared])

# %% The ratio is returned instead of the two numbers.
# - return dense, shared
# + return dense // shared

# %% The numbers are written as floats.
# Leave out the decimal points.
# - return dense, shared
# + return float(dense), float(shared)

# %% The numbers are written as strings.
# Leave out the quotes.
# - return dense, shared
# + return str(dense), str(shared)

# %% The ratio is returned, too.
# The pair is (dense, shared) and nothing else.
# - return dense, shared
# + return dense, shared, dense // shared

# %% The kernel is assumed to be 4 × 4.
# The kernel's weights count once: how many does it have?
# - shared = 2 * 2
# + shared = 4 * 4

# %% The dense layer is assumed to have 16 outputs.
# How many positions does the kernel take on the image?
# - dense = 16 * 4
# + dense = 16 * 16
