# %% The convolution is taken to save three quarters of its weights.
# Does the number of weights in a filter depend on how large the map is?
def weights_saved():
    return 128 * 64 * 9 * 3 // 4, 491520


# %% The weights that remain are counted.
# What is saved is the difference between before and after.
def weights_saved():
    return 128 * 64 * 9, 10 * 64 * 16 * 16


# %% The dense layer is taken to save half of its weights.
# Windows of 2 x 2 halve the height and the width: a quarter of the numbers remains.
def weights_saved():
    return 0, 10 * 64 * 32 * 32 // 2


# %% The dense layer is counted for a single output.
# Each of the ten outputs has its own weights.
def weights_saved():
    return 0, 64 * 32 * 32 - 64 * 16 * 16


# %% The dense layer is counted for a single channel.
# It reads the numbers of all 64 channels.
def weights_saved():
    return 0, 10 * (32 * 32 - 16 * 16)


# %% The two numbers are the other way round.
# The convolution comes first.
def weights_saved():
    return 491520, 0


# %% Nothing is taken to be saved in either layer.
# How many numbers does the dense layer read, before and after?
def weights_saved():
    return 0, 0


# %% The dense layer is taken to lose all its weights.
# It still reads the numbers that pooling leaves.
def weights_saved():
    return 0, 10 * 64 * 32 * 32


# %% The pixels that pooling removes are counted for the convolution.
# Its filters have as many weights on a large map as on a small one.
def weights_saved():
    return 64 * 32 * 32 - 64 * 16 * 16, 491520
