# %% the numbers
def product_shapes():
    return (2, 12), (12, 4), (2, 4)


# %% counts
def product_shapes():
    filters, numbers, windows = 2, 3 * 2 * 2, ((4 - 2) // 2 + 1) ** 2
    return (filters, numbers), (numbers, windows), (filters, windows)
