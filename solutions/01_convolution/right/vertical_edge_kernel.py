# %% three quarters of Sobel's
def vertical_edge_kernel():
    return 0.75 * np.outer([1, 2, 1], [1, 0, -1])


# %% one row does the work
def vertical_edge_kernel():
    kernel = np.zeros((3, 3), dtype=np.float32)
    kernel[1] = 3, 0, -3
    return kernel
