# %% the other kernel turned
def horizontal_edge_kernel():
    return vertical_edge_kernel().T


# %% unequal columns
def horizontal_edge_kernel():
    return np.array([[5, -3, 1], [0, 0, 0], [-5, 3, -1]])
