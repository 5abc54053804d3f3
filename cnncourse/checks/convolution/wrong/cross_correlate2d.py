# %% The kernel is flipped.
# That is convolution; here it is used as it is.
# - out[i, j] = np.sum(window * kernel)
# + out[i, j] = np.sum(window * kernel[::-1, ::-1])

# %% The kernel is flipped on one axis.
# It is used as it is, on both axes.
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
# Move it to the left, behind both loops.
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

# %% The image's height is used as its width, too.
# Rows and columns each have a size of their own.
# - OW = output_size(image.shape[1], KW)
# + OW = OH

# %% The kernel's height and width are swapped.
# kernel.shape is (KH, KW): rows first.
# - KH, KW = kernel.shape
# + KW, KH = kernel.shape

# %% The result is made with `dtype=int`.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=int)

# %% The result has the image's dtype, so a kernel with fractions is cut off.
# np.result_type(image, kernel) is a dtype for both.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=image.dtype)

# %% The result has the kernel's dtype, so an image with fractions is cut off.
# np.result_type(image, kernel) is a dtype for both.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=kernel.dtype)

# %% The result is float32, too coarse for float64 inputs.
# Keep the dtype of the inputs.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=np.float32)

# %% The products are averaged.
# The result is their sum: do not divide.
# - return out
# + return out / kernel.size

# %% A ReLU is applied to the result.
# Negative numbers stay: the activation is a layer of its own.
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
# Two negative numbers have a positive product: ask for rows and for columns.
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

# %% The result is as large as the image, with zeros round it.
# It has a value for every place where the window fits, and nothing else.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros(image.shape, dtype=np.result_type(image, kernel))

# %% The windows lie beside one another.
# The window moves by one pixel at a time.
# - window = image[i : i + KH, j : j + KW]
# + window = image[i * KH : i * KH + KH, j * KW : j * KW + KW]

# %% The image is written to.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = image[:OH, :OW]

# %% An object of its own class is returned.
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

# %% One array is kept between calls and added to.
# Make it inside the function, new for every call.
# - def cross_correlate2d(image, kernel):
# + total = np.zeros((64, 64))
# +
# +
# + def cross_correlate2d(image, kernel):
# - out[i, j] = np.sum(window * kernel)
# + total[i, j] += np.sum(window * kernel)
# - return out
# + return total[:OH, :OW].copy()


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def cross_correlate2d(image, kernel):
    return np.array([[19, 25], [37, 43]])
