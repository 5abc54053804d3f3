# %% The biases are not counted.
# Every filter has one.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * (16 * 3 * 3)

# %% The input channels are forgotten.
# A filter has a kernel for each of the 16 channels.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * (3 * 3 + 1)
# or
# + return 36 * 3 * 3

# %% There is one bias for the whole layer.
# Every filter has one.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * (16 * 3 * 3) + 1

# %% Every kernel has a bias.
# A filter has 16 kernels and one bias.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * 16 * (3 * 3 + 1)

# %% This is what one filter learns.
# There are 36.
# - return 36 * (16 * 3 * 3 + 1)
# + return 16 * 3 * 3 + 1
# or
# + return 16 * 3 * 3

# %% There is a bias for each of the 16 channels.
# Every filter has one: 36 in all.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * (16 * 3 * 3) + 16

# %% A kernel of 3 × 3 is counted as three weights.
# It has nine.
# - return 36 * (16 * 3 * 3 + 1)
# + return 36 * (16 * 3 + 1)
# or
# + return 36 * 16 * 3

# %% Channels and filters are added.
# Each of the 36 filters has a kernel for each of the 16 channels: multiply.
# - return 36 * (16 * 3 * 3 + 1)
# + return (36 + 16) * 3 * 3
