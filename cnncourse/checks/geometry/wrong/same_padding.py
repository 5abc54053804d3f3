# %% The total is returned for each side.
# The total is shared: half of it goes before, the rest after.
# - return before, total - before
# + return total, total

# %% Both sides get half of the total, rounded down.
# An odd total leaves one zero, which goes after.
# - return before, total - before
# + return before, before

# %% Both sides get half of the total, rounded up.
# As few zeros as possible: the total is before + after.
# - return before, total - before
# + return total - before, total - before

# %% The extra zero goes before.
# If the total is odd, the extra zero goes after.
# - return before, total - before
# + return total - before, before

# %% The size is not used: this is right for stride 1.
# With a stride, how many zeros the last window needs depends on the size.
# - total = max((outputs - 1) * stride + span - size, 0)
# + total = span - 1

# %% Half of the kernel goes on each side, whatever its size.
# That is right for odd kernels and stride 1.
# - return before, total - before
# + return dilation * (kernel_size // 2), dilation * (kernel_size // 2)

# %% The size is divided by the stride and rounded down.
# The number of outputs is size / stride rounded up: `-(-size // stride)`.
# - outputs = -(-size // stride)  # rounded up
# + outputs = size // stride

# %% The output is kept as large as the input, whatever the stride.
# With a stride, ceil(size / stride) outputs are asked for.
# - outputs = -(-size // stride)  # rounded up
# + outputs = size

# %% The padding is negative where the windows leave pixels over.
# There are no fewer than 0 zeros: `max(..., 0)`.
# - total = max((outputs - 1) * stride + span - size, 0)
# + total = (outputs - 1) * stride + span - size

# %% The last window is placed one stride too far.
# Window number n begins at n * stride, and the last one is outputs - 1.
# - total = max((outputs - 1) * stride + span - size, 0)
# + total = max(outputs * stride + span - size, 0)

# %% The dilation is not used.
# With dilation D a kernel of K weights spans D (K - 1) + 1 pixels.
# - span = dilation * (kernel_size - 1) + 1
# + span = kernel_size

# %% The span is taken as dilation times kernel size.
# Between K weights there are K - 1 steps: the span is D (K - 1) + 1.
# - span = dilation * (kernel_size - 1) + 1
# + span = dilation * kernel_size

# %% Only the total is returned.
# Return two numbers: `return before, after`.
# - return before, total - before
# + return total

# %% The halves are floats.
# Zeros are counted: divide with `//`.
# - before = total // 2
# + before = total / 2


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def same_padding(size, kernel_size, *, stride=1, dilation=1):
    return 1, 1
