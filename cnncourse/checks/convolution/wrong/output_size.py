# %% The last + 1 is missing.
# The window's first position counts, too.
# - return (size + 2 * padding - span) // stride + 1
# + return (size + 2 * padding - span) // stride

# %% The result is rounded up.
# If the stride does not divide evenly, round down (`//`).
# - return (size + 2 * padding - span) // stride + 1
# + return -(-(size + 2 * padding - span) // stride) + 1

# %% The padding is not counted.
# Padding is added on both sides, so it counts twice.
# - if span > size + 2 * padding:
# + if span > size:
# - return (size + 2 * padding - span) // stride + 1
# + return (size - span) // stride + 1
# or
# - return (size + 2 * padding - span) // stride + 1
# + return (size - span) // stride + 1

# %% Padding is counted on one side only.
# Padding is added on both sides, so it counts twice.
# - if span > size + 2 * padding:
# + if span > size + padding:
# - return (size + 2 * padding - span) // stride + 1
# + return (size + padding - span) // stride + 1

# %% `/` gives a float.
# A count is an integer: divide with `//`.
# - return (size + 2 * padding - span) // stride + 1
# + return (size + 2 * padding - span) / stride + 1

# %% np.floor rounds, but returns a float.
# Divide with `//`, or convert with `int(...)`.
# - return (size + 2 * padding - span) // stride + 1
# + return np.floor((size + 2 * padding - span) / stride + 1)

# %% The dilation is not used.
# A kernel of K elements with dilation D spans D (K - 1) + 1 positions.
# - span = dilation * (kernel_size - 1) + 1
# + span = kernel_size

# %% The stride is not used.
# Divide the room in which the window can move by it, and round down.
# - return (size + 2 * padding - span) // stride + 1
# + return (size + 2 * padding - span) + 1

# %% The kernel's span is computed as dilation times kernel size.
# A kernel of K elements with dilation D spans D (K - 1) + 1 positions, not D K.
# - span = dilation * (kernel_size - 1) + 1
# + span = dilation * kernel_size

# %% The size is divided by the stride before the span is subtracted.
# Subtract first, then divide what is left.
# - return (size + 2 * padding - span) // stride + 1
# + return (size + 2 * padding) // stride - span + 1

# %% Nothing checks whether the window fits.
# - if span > size + 2 * padding:
# + if False:

# %% It returns 0 where it should raise an error.
# - if span > size + 2 * padding:
# + if span > size + 2 * padding:
# +     return 0

# %% The test for whether the window fits ignores the padding.
# The padding makes room, too: compare the span with the padded size.
# - if span > size + 2 * padding:
# + if span > size:

# %% An error is raised although the window fits.
# Compare only the span with the padded size: stride, padding and dilation may have any size.
# - if span > size + 2 * padding:
# + if span > size + 2 * padding or stride > size + 2 * padding:
# or
# + if span > size + 2 * padding or stride > kernel_size:
# or
# + if span > size + 2 * padding or padding > kernel_size:
# or
# + if span > size + 2 * padding or dilation > size:
# or
# + if dilation * kernel_size > size + 2 * padding:

# %% It asserts where it should raise a ValueError.
# `assert` raises an AssertionError: test with `if`, and `raise ValueError(...)`.
# - if span > size + 2 * padding:
# + assert span <= size + 2 * padding
# + if False:

# %% The result is printed, not returned.
# - return (size + 2 * padding - span) // stride + 1
# + print((size + 2 * padding - span) // stride + 1)

# %% The result is an array of one number.
# - return (size + 2 * padding - span) // stride + 1
# + return np.array((size + 2 * padding - span) // stride + 1)


# %% Every call returns the answer to one example.
# Compute it from the arguments.
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    return 2


# %% The function is imported from the course.
from cnncourse.layers.conv.loops import output_size

# %% The function ends the whole notebook.
# Use `return`, not `exit` or `quit`.
import sys


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    sys.exit("done")
