# %% a loop
def stack_cost(channels, kernel_size):
    total = 0
    for layer in range(1, len(channels)):
        total += channels[layer - 1] * channels[layer] * kernel_size * kernel_size
    return total


# %% a scalar product
def stack_cost(channels, kernel_size):
    channels = np.array(channels)
    return int(kernel_size**2 * (channels[:-1] @ channels[1:]))
