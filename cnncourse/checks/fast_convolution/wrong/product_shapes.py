# %% The matrix of the filters is taken to be 7×12.
# It has a row for each filter, and there are two.
def product_shapes():
    return (7, 12), (12, 4), (7, 4)


# %% The stride is taken to be 1.
# With stride 2 a window of 2×2 fits twice along each axis.
def product_shapes():
    return (2, 12), (12, 9), (2, 9)


# %% A window is taken to have only the pixels of one channel.
# A filter sees all three channels, so a window has 3 · 2 · 2 numbers.
def product_shapes():
    return (2, 4), (4, 4), (2, 4)


# %% The windows are rows.
# Here every window is a column, and every filter is a row.
def product_shapes():
    return (12, 2), (4, 12), (4, 2)


# %% All three matrices are turned round.
# Rows come first: the filters are rows, the windows columns.
def product_shapes():
    return (12, 2), (4, 12), (2, 4)


# %% Each channel has a product of its own.
# One product adds the channels, too: that is why they stand in one column.
def product_shapes():
    return (6, 4), (4, 12), (6, 12)


# %% The product is not a matrix of filters by windows.
# A product has the rows of its first factor and the columns of its second.
def product_shapes():
    return (2, 12), (12, 4), (12, 12)


# %% The pixels are counted as rows.
# A column is one window, 3 · 2 · 2 numbers long, not the whole image.
def product_shapes():
    return (2, 48), (48, 4), (2, 4)
