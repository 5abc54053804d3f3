# %% The window is taken to have nine weights.
# Is there a number in the window that training could change?
def parameters_of_pooling():
    return 9


# %% Every channel is taken to have nine weights.
# Is there a number in the window that training could change?
def parameters_of_pooling():
    return 9 * 64


# %% The parameters of a convolution are counted.
# A maximum multiplies nothing.
def parameters_of_pooling():
    return 64 * (64 * 9 + 1)


# %% A bias is counted for every channel.
# A pooling layer adds nothing to its maximum.
def parameters_of_pooling():
    return 64


# %% Weights and a bias are counted for every channel, as in LeNet's subsampling.
# The subsampling of 1998 learned two numbers for each map; a pooling layer learns less.
def parameters_of_pooling():
    return 64 * 2


# %% The window's options are counted.
# Kernel size and stride are chosen, not learned.
def parameters_of_pooling():
    return 2
