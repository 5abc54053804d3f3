# %% The pixels that are read are returned.
# Return the others.
# - return np.flatnonzero(~seen)
# + return np.flatnonzero(seen)

# %% A window that sticks out at the end is counted.
# The last window must lie inside: it begins at size - span at the latest.
# - for start in range(0, size - span + 1, stride):
# + for start in range(0, size, stride):

# %% The last window is left out.
# A window may begin at size - span, and range(...) stops one earlier: add 1.
# - for start in range(0, size - span + 1, stride):
# + for start in range(0, size - span, stride):

# %% Pixels between the weights of a dilated kernel are taken as read.
# It reads every `dilation`-th pixel of its span.
# - seen[start : start + span : dilation] = True
# + seen[start : start + span] = True

# %% Only the pixels dropped at the end are listed.
# A stride larger than the kernel, or a dilation, leaves gaps as well.
# - return np.flatnonzero(~seen)
# + last = (size - span) // stride * stride + span
# + return np.arange(last, size)

# %% Only the gaps are listed, not the pixels dropped at the end.
# Where the stride does not divide, the last pixels are read by no window.
# - return np.flatnonzero(~seen)
# + last = (size - span) // stride * stride + span
# + return np.flatnonzero(~seen[:last])

# %% The dilation is not used.
# Weights stand `dilation` pixels apart.
# - span = dilation * (kernel_size - 1) + 1
# - for start in range(0, size - span + 1, stride):
# -     seen[start : start + span : dilation] = True
# + span = kernel_size
# + for start in range(0, size - span + 1, stride):
# +     seen[start : start + span] = True

# %% The stride is not used.
# Windows begin at 0, stride, 2 * stride, ...
# - for start in range(0, size - span + 1, stride):
# + for start in range(0, size - span + 1):

# %% The span is taken as dilation times kernel size.
# Between K weights there are K - 1 steps: the span is D (K - 1) + 1.
# - span = dilation * (kernel_size - 1) + 1
# + span = dilation * kernel_size

# %% Positions are counted from 1.
# The first pixel is number 0.
# - return np.flatnonzero(~seen)
# + return np.flatnonzero(~seen) + 1

# %% The number of pixels is returned, not their positions.
# - return np.flatnonzero(~seen)
# + return np.array(np.count_nonzero(~seen))

# %% A list of truth values is returned.
# `np.flatnonzero(~seen)` gives the positions.
# - return np.flatnonzero(~seen)
# + return ~seen

# %% The tuple that np.where gives is returned.
# Its only entry is the array: `np.where(...)[0]`, or use `np.flatnonzero(...)`.
# - return np.flatnonzero(~seen)
# + return np.where(~seen)

# %% A list is returned.
# Put the positions into an array: np.array(...).
# - return np.flatnonzero(~seen)
# + return [int(place) for place in np.flatnonzero(~seen)]

# %% Nothing is ever found.
# - return np.flatnonzero(~seen)
# + return np.zeros(0, dtype=int)


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def pixels_never_seen(size, kernel_size, *, stride=1, dilation=1):
    return np.array([6])
