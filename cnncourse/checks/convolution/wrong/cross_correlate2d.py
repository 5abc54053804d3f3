# %% The kernel is flipped.
# That is convolution; here, use the kernel as it is.
# - out[i, j] = np.sum(window * kernel)
# + out[i, j] = np.sum(window * kernel[::-1, ::-1])

# %% The kernel is flipped on one axis.
# Use it as it is, on both axes.
# - out[i, j] = np.sum(window * kernel)
# + out[i, j] = np.sum(window * kernel[::-1])
# or
# + out[i, j] = np.sum(window * kernel[:, ::-1])

# %% The kernel is transposed.
# Its rows meet the window's rows: use it as it is.
# - KH, KW = kernel.shape
# + kernel = kernel.T
# + KH, KW = kernel.shape

# %% Only zeros are returned.
# Is the result ever filled in, and is that array returned?
# - out[i, j] = np.sum(window * kernel)
# + value = np.sum(window * kernel)

# %% The `return` is inside the loop, so only the first value is computed.
# Unindent it, so that it comes after both loops.
# -         out[i, j] = np.sum(window * kernel)
# - return out
# +         out[i, j] = np.sum(window * kernel)
# +         return out

# %% One row and one column of outputs are missing.
# There are H - KH + 1 rows: the first position counts, too.
# - OH = output_size(image.shape[0], KH)
# - OW = output_size(image.shape[1], KW)
# + OH = output_size(image.shape[0], KH) - 1
# + OW = output_size(image.shape[1], KW) - 1

# %% The image's height is also used as its width.
# Rows and columns have separate sizes.
# - OW = output_size(image.shape[1], KW)
# + OW = OH

# %% The kernel's height and width are swapped.
# kernel.shape is (KH, KW): rows first.
# - KH, KW = kernel.shape
# + KW, KH = kernel.shape

# %% The result is made with `dtype=int`.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=int)

# %% The result has the image's dtype, which cuts off the kernel's fractions.
# np.result_type(image, kernel) gives a dtype for both.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=image.dtype)

# %% The result has the kernel's dtype, which cuts off the image's fractions.
# np.result_type(image, kernel) gives a dtype for both.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=kernel.dtype)

# %% The result is float32, which is not precise enough for float64 inputs.
# Keep the dtype of the inputs.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=np.float32)

# %% The products are averaged.
# The result is their sum: do not divide.
# - return out
# + return out / kernel.size

# %% A ReLU is applied to the result.
# Keep negative numbers: the activation is a separate layer.
# - return out
# + return np.maximum(out, 0)

# %% The window is multiplied by the kernel as a matrix, with np.dot or `@`.
# `@` is the matrix product; `*` multiplies element by element.
# - out[i, j] = np.sum(window * kernel)
# + out[i, j] = np.sum(window @ kernel.T)

# %% `@` is used instead of `*`.
# `@` is the matrix product; `*` multiplies element by element.
# - out[i, j] = np.sum(window * kernel)
# + out[i, j] = np.sum(window @ kernel)

# %% The result is transposed.
# out has OH rows and OW columns, and i in out[i, j] is the row.
# - return out
# + return out.T

# %% Nothing checks whether the kernel fits into the image.
# - OH = output_size(image.shape[0], KH)
# - OW = output_size(image.shape[1], KW)
# + OH = max(image.shape[0] - KH + 1, 0)
# + OW = max(image.shape[1] - KW + 1, 0)

# %% A kernel that is larger on both axes slips through.
# Two negative numbers have a positive product: check rows and columns separately.
# - OH = output_size(image.shape[0], KH)
# - OW = output_size(image.shape[1], KW)
# + OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
# + if OH * OW <= 0:
# +     raise ValueError("the kernel is larger than the image")
# + OH, OW = max(OH, 0), max(OW, 0)


# %% A ready-made function of SciPy is imported.
def cross_correlate2d(image, kernel):
    from scipy.signal import correlate2d

    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    return correlate2d(image, kernel, mode="valid")


# %% The result is made with OW rows and OH columns.
# Rows come before columns: (OH, OW).
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OW, OH), dtype=np.result_type(image, kernel))

# %% The result is as large as the image, filled up with zeros.
# It has one value for every place where the window fits, and nothing else.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros(image.shape, dtype=np.result_type(image, kernel))

# %% The windows lie side by side and do not overlap.
# The window moves by one pixel at a time.
# - window = image[i : i + KH, j : j + KW]
# + window = image[i * KH : i * KH + KH, j * KW : j * KW + KW]

# %% The image is overwritten.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = image[:OH, :OW]

# %% An object of a custom class is returned.
# Return the array itself.
# - return out
# + class Yes:
# +     shape, dtype, ndim = out.shape, out.dtype, 2
# +
# +     def __eq__(self, other):
# +         return True
# +
# +     def __array__(self, *args, **kwargs):
# +         return out
# +
# + return Yes()

# %% A masked array is returned.
# - return out
# + return np.ma.array(out)

# %% The result has one axis too many.
# It has two: rows and columns.
# - return out
# + return out[np.newaxis]

# %% The values are not finite.
# Is something divided by zero, or multiplied by nan?
# - return out
# + return out * np.nan

# %% One array is kept between calls, and every call adds to it.
# Make a new one inside the function at every call.
# - def cross_correlate2d(image, kernel):
# + total = np.zeros((64, 64))
# +
# +
# + def cross_correlate2d(image, kernel):
# - out[i, j] = np.sum(window * kernel)
# + total[i, j] += np.sum(window * kernel)
# - return out
# + return total[:OH, :OW].copy()


# %% Every call returns the answer to one example.
# Compute it from the arguments.
def cross_correlate2d(image, kernel):
    return np.array([[19, 25], [37, 43]])
