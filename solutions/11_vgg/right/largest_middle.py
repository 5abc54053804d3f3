# %% tries one after the other
def largest_middle(channels_in, channels_out):
    middle = 0
    while 9 * (middle + 1) * (channels_in + channels_out) < 25 * channels_in * channels_out:
        middle += 1
    return middle


# %% rounds up and goes one back
def largest_middle(channels_in, channels_out):
    bound = 25 * channels_in * channels_out / (9 * channels_in + 9 * channels_out)
    return int(np.ceil(bound)) - 1
