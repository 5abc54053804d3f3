# %% in one line
def block_costs(channels, height, width):
    return 18 * height * width * channels**2, 17 * height * width * channels**2


# %% convolution by convolution
def block_costs(channels, height, width):
    def convolution(size, c_in, c_out):
        return size * size * c_in * c_out * height * width

    basic = convolution(3, channels, channels) * 2
    wide = 4 * channels
    narrow = convolution(1, wide, channels) + convolution(3, channels, channels)
    return basic, narrow + convolution(1, channels, wide)
