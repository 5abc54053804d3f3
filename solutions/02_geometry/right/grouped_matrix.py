# %% one block at a time
def grouped_matrix(w, groups):
    rows, columns = w.shape[0] // groups, w.shape[1]
    if rows * groups != w.shape[0]:
        raise ValueError("groups")
    out = np.zeros((w.shape[0], groups * columns))
    for g in range(groups):
        block = slice(g * rows, (g + 1) * rows)
        out[block, g * columns : (g + 1) * columns] = w[block]
    return out


# %% a mask over repeated weights
def grouped_matrix(w, groups):
    if len(w) % groups:
        raise ValueError("groups must divide the filters")
    row = np.arange(len(w)) // (len(w) // groups)
    column = np.arange(groups * w.shape[1]) // w.shape[1]
    return np.tile(w, groups) * (row[:, None] == column)
