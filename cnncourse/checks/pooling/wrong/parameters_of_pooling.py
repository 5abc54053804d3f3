# %% The window of the pooling layer is taken to have nine weights.
# Is there a number in the window that training could change?
def parameters_of_pooling():
    return 9, 36928


# %% Every channel of the pooling layer is taken to have nine weights.
# Is there a number in the window that training could change?
def parameters_of_pooling():
    return 9 * 64, 36928


# %% A bias is counted for every channel of the pooling layer.
# A pooling layer adds nothing to its maximum.
def parameters_of_pooling():
    return 64, 36928


# %% A weight and a bias are counted for every channel, as in LeNet's subsampling.
# The subsampling of 1998 learned two numbers for each map; a pooling layer learns none.
def parameters_of_pooling():
    return 128, 36928


# %% Kernel size and stride are counted as parameters of the pooling layer.
# They are chosen, not learned.
def parameters_of_pooling():
    return 2, 36928


# %% Both layers are taken to learn the same.
# A maximum multiplies nothing.
def parameters_of_pooling():
    return 36928, 36928


# %% The convolution's biases are not counted.
# Every filter has one.
def parameters_of_pooling():
    return 0, 36864


# %% Each filter of the convolution is taken to see one channel.
# A filter has a kernel for each of the 64 channels.
def parameters_of_pooling():
    return 0, 640


# %% The convolution is counted as a single filter.
# It makes 64 channels, so it has 64 filters.
def parameters_of_pooling():
    return 0, 577


# %% The stride is taken to save a part of the convolution's weights.
# A filter has as many weights at every stride.
def parameters_of_pooling():
    return 0, 64 * (64 * 9 + 1) // 4


# %% The two counts are the other way round.
# The pooling layer comes first.
def parameters_of_pooling():
    return 36928, 0
