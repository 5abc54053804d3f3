# %% The matrix is transposed.
# It has a row for every output and a column for every pixel.
# - return matrix
# + return matrix.T

# %% The kernel is flipped.
# Cross-correlation uses it as it is.
# - matrix[i * OW + j, first : first + KW] = kernel[u]
# + matrix[i * OW + j, first : first + KW] = kernel[KH - 1 - u, ::-1]

# %% Every row is the one before, moved by one pixel, also where a new row of the image begins.
# The window stops at the end of a row: the pixel under its first weight is (i + u) * W + j.
# - first = (i + u) * W + j  # the pixel under the first weight of row u
# + first = i * OW + j + u * W

# %% The window wraps round the end of the image.
# There is a row for every place where the kernel fits, and no other.
# - OH, OW = H - KH + 1, W - KW + 1
# - matrix = np.zeros((OH * OW, H * W), dtype=kernel.dtype)
# + OH, OW = H, W
# + matrix = np.zeros((OH * OW, H * W + KH * W + KW), dtype=kernel.dtype)
# - return matrix
# + matrix[:, : KH * W + KW] += matrix[:, H * W :]
# + return matrix[:, : H * W]

# %% The rows of the kernel stand side by side.
# Below one another in the image is W pixels apart in the unrolled one.
# - first = (i + u) * W + j  # the pixel under the first weight of row u
# + first = i * W + j + u * KW

# %% The pixels are unrolled column by column.
# `image.ravel()` goes row by row: pixel (r, c) is number r * W + c.
# - for u in range(KH):
# -     first = (i + u) * W + j  # the pixel under the first weight of row u
# -     matrix[i * OW + j, first : first + KW] = kernel[u]
# + for u in range(KH):
# +     for v in range(KW):
# +         matrix[i * OW + j, (j + v) * H + i + u] = kernel[u, v]

# %% The outputs are unrolled column by column.
# `out.ravel()` goes row by row: output (i, j) is number i * OW + j.
# - matrix[i * OW + j, first : first + KW] = kernel[u]
# + matrix[j * OH + i, first : first + KW] = kernel[u]

# %% Height is used where width belongs.
# A step down is as many pixels as a row has: W.
# - first = (i + u) * W + j  # the pixel under the first weight of row u
# + first = (i + u) * H + j

# %% Only the first row of the kernel is used.
# Row u of the kernel lies on row i + u of the image.
# - for u in range(KH):
# + for u in range(1):

# %% The kernel is transposed.
# Its rows lie along the rows of the image.
# - matrix[i * OW + j, first : first + KW] = kernel[u]
# + matrix[i * OW + j, first : first + KW] = (kernel.T if KH == KW else kernel)[u]

# %% Only zeros are returned.
# Is the matrix ever filled in, and is that array returned?
# - matrix[i * OW + j, first : first + KW] = kernel[u]
# + pass

# %% The matrix holds whole numbers only.
# `np.zeros(..., dtype=kernel.dtype)` keeps the fractions.
# - matrix = np.zeros((OH * OW, H * W), dtype=kernel.dtype)
# + matrix = np.zeros((OH * OW, H * W), dtype=int)

# %% The last window is left out.
# There are H - KH + 1 places along an axis.
# - OH, OW = H - KH + 1, W - KW + 1
# + OH, OW = max(H - KH, 1), max(W - KW, 1)

# %% Nothing checks whether the kernel fits.
# If it is larger than the image along an axis, `raise ValueError(...)`.
# - OH, OW = H - KH + 1, W - KW + 1
# + OH, OW = max(H - KH + 1, 0), max(W - KW + 1, 0)
# - if KH > H or KW > W:
# + if False:

# %% A kernel that is larger along one axis only slips through.
# Ask for rows and for columns, with `or`.
# - OH, OW = H - KH + 1, W - KW + 1
# + OH, OW = max(H - KH + 1, 0), max(W - KW + 1, 0)
# - if KH > H or KW > W:
# + if KH > H and KW > W:


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def toeplitz_matrix(kernel, image_shape):
    return np.array([[1, 2, 3, 0, 0], [0, 1, 2, 3, 0], [0, 0, 1, 2, 3]])
