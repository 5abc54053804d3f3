# %% The biases are not counted.
# Every filter has one, unless bias=False.
# - return weights + (out_channels if bias else 0)
# + return weights

# %% Biases are counted although there are none.
# With bias=False, count only the weights.
# - return weights + (out_channels if bias else 0)
# + return weights + out_channels

# %% A bias is counted for every input channel.
# Every filter has one: out_channels in all, not in_channels.
# - return weights + (out_channels if bias else 0)
# + return weights + (in_channels if bias else 0)

# %% One bias is counted for the whole layer.
# Every filter has one: out_channels in all.
# - return weights + (out_channels if bias else 0)
# + return weights + bias

# %% The biases are divided by the groups.
# Every filter has one, whatever the groups.
# - return weights + (out_channels if bias else 0)
# + return weights + (out_channels // groups if bias else 0)

# %% `groups` is not used.
# A filter sees in_channels / groups channels.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels * in_channels * KH * KW

# %% Both numbers of channels are divided by the groups.
# `groups` cuts the channels that a filter sees, not the number of filters.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels // groups * (in_channels // groups) * KH * KW
# or
# + weights = (out_channels // groups) * in_channels // groups * KH * KW
# or
# - weights = out_channels * (in_channels // groups) * KH * KW
# - return weights + (out_channels if bias else 0)
# + weights = out_channels // groups * (in_channels // groups) * KH * KW
# + return weights + (out_channels // groups if bias else 0)

# %% Only one axis of the kernel is counted.
# A kernel of size K has K × K elements; for a pair, multiply height by width.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels * (in_channels // groups) * KH
# or
# - KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
# + KH, KW = (kernel_size, 1) if isinstance(kernel_size, int) else kernel_size

# %% The kernel is assumed to be square.
# For a pair, multiply height by width.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels * (in_channels // groups) * KH * KH
# or
# + weights = out_channels * (in_channels // groups) * KW * KW

# %% The input channels are forgotten.
# Every filter has weights for every channel that it sees.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels * KH * KW

# %% `/` gives a float.
# A count is an integer: divide with `//`.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = out_channels * (in_channels / groups) * KH * KW

# %% The kernel size is assumed to be one number.
# It may be a pair: `KH, KW = pair(kernel_size)` handles both forms.
# - KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
# + KH, KW = int(kernel_size), int(kernel_size)

# %% The channels are added, not multiplied.
# Each of the filters has weights for each of the channels.
# - weights = out_channels * (in_channels // groups) * KH * KW
# + weights = (out_channels + in_channels // groups) * KH * KW

# %% Every call returns the answer to one example.
# Compute it from the arguments.
# - return weights + (out_channels if bias else 0)
# + return 2800
