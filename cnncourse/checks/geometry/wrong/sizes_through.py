# %% Sizes are rounded up.
# What is left of the room after the last window is dropped: divide with `//`.
# - sizes.append(room // stride + 1)
# + sizes.append(-(-room // stride) + 1)

# %% Sizes are fractions.
# There is no third of an output: divide with `//`.
# - sizes.append(room // stride + 1)
# + sizes.append(room / stride + 1)

# %% Sizes are rounded to the nearest number.
# They are rounded down: divide with `//`.
# - sizes.append(room // stride + 1)
# + sizes.append(round(room / stride) + 1)

# %% The first window is not counted.
# A room of 0 leaves one window: add 1 after dividing.
# - sizes.append(room // stride + 1)
# + sizes.append(room // stride)

# %% The stride is not used.
# Divide the room by it, and round down.
# - sizes.append(room // stride + 1)
# + sizes.append(room + 1)

# %% Every stride is taken to be the kernel size.
# The stride is the second number of a layer; in AlexNet's pooling it is 2, not 3.
# - sizes.append(room // stride + 1)
# + sizes.append(room // kernel_size + 1)

# %% The padding is counted once.
# It is on both sides.
# - room = sizes[-1] + 2 * padding - span
# + room = sizes[-1] + padding - span

# %% The padding is not used.
# It is on both sides: add it twice.
# - room = sizes[-1] + 2 * padding - span
# + room = sizes[-1] - span

# %% The dilation is not used.
# With dilation D a kernel of K weights spans D (K - 1) + 1 pixels.
# - span = dilation * (kernel_size - 1) + 1
# + span = kernel_size

# %% The span is taken as dilation times kernel size.
# Between K weights there are K - 1 steps: the span is D (K - 1) + 1.
# - span = dilation * (kernel_size - 1) + 1
# + span = dilation * kernel_size

# %% Every layer is applied to the image.
# A layer works on what the layer before gave: `sizes[-1]`.
# - room = sizes[-1] + 2 * padding - span
# + room = size + 2 * padding - span

# %% The size of the image is missing.
# The first number is the image's own size.
# - return tuple(sizes)
# + return tuple(sizes[1:])

# %% Only the last size is returned.
# Return the size of the image and the size after every layer.
# - return tuple(sizes)
# + return sizes[-1]

# %% A list is returned.
# Make it a tuple: `return tuple(sizes)`.
# - return tuple(sizes)
# + return sizes

# %% Padding and stride are swapped.
# A layer is (kernel_size, stride, padding, dilation).
# - for kernel_size, stride, padding, dilation in layers:
# + for kernel_size, padding, stride, dilation in layers:

# %% A negative room is rounded up to 0.
# `int(...)` rounds towards 0: ask whether the span is larger than the padded size.
# - sizes.append(room // stride + 1)
# + sizes.append(int(room / stride) + 1)
# - if room < 0:
# + if int(room / stride) < 0:

# %% Nothing checks whether a window fits.
# If the span is larger than the padded size, `raise ValueError(...)`.
# - if room < 0:
# + if False:

# %% The `return` is inside the loop.
# Move it to the left, behind the loop.
# -     sizes.append(room // stride + 1)
# - return tuple(sizes)
# +     sizes.append(room // stride + 1)
# +     return tuple(sizes)
# + return tuple(sizes)


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def sizes_through(size, layers):
    return 227, 55, 27, 27, 13, 13, 6
