# %% Numbers are counted, not bytes.
# A float32 has four bytes.
def columns_of_vgg():
    return 64 * 224 * 224, 64 * 9 * 224 * 224


# %% A number is taken to have eight bytes.
# That is a float64; a float32 has four.
def columns_of_vgg():
    return 64 * 224 * 224 * 8, 64 * 9 * 224 * 224 * 8


# %% The padding is forgotten.
# With padding 1 there is a window for every pixel: 224 × 224 of them.
def columns_of_vgg():
    return 64 * 224 * 224 * 4, 64 * 9 * 222 * 222 * 4


# %% The image is counted with its frame of zeros.
# The image without its padding is asked for.
def columns_of_vgg():
    return 64 * 226 * 226 * 4, 64 * 9 * 224 * 224 * 4


# %% The columns are those of one channel.
# A column holds the window of all 64 channels.
def columns_of_vgg():
    return 64 * 224 * 224 * 4, 9 * 224 * 224 * 4


# %% A window is taken to have three pixels.
# A window of 3×3 has nine in each channel.
def columns_of_vgg():
    return 64 * 224 * 224 * 4, 64 * 3 * 224 * 224 * 4


# %% The two numbers are the other way round.
# The image comes first, and it is the smaller one.
def columns_of_vgg():
    return 64 * 9 * 224 * 224 * 4, 64 * 224 * 224 * 4


# %% The numbers are megabytes.
# Count single bytes.
def columns_of_vgg():
    return 13, 116
