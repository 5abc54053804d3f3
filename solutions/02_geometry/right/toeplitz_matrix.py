# %% one lit pixel at a time
def toeplitz_matrix(kernel, image_shape):
    (KH, KW), (H, W) = kernel.shape, image_shape
    if KH > H or KW > W:
        raise ValueError("too large")
    columns = []
    for m in range(H * W):
        pixel = np.zeros(H * W)
        pixel[m] = 1
        pixel = pixel.reshape(H, W)
        answers = [
            np.sum(pixel[i : i + KH, j : j + KW] * kernel)
            for i in range(H - KH + 1)
            for j in range(W - KW + 1)
        ]
        columns.append(answers)
    return np.array(columns).T


# %% the kernel in an image of zeros, one for each place
def toeplitz_matrix(kernel, image_shape):
    OH, OW = np.array(image_shape) - kernel.shape + 1
    if min(OH, OW) < 1:
        raise ValueError("too large")
    rows = []
    for i in range(OH):
        for j in range(OW):
            canvas = np.zeros(image_shape)
            canvas[i : i + kernel.shape[0], j : j + kernel.shape[1]] = kernel
            rows.append(canvas.ravel())
    return np.stack(rows)
