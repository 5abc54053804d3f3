# %% Windows that overlap are overwritten.
# A pixel that several windows read gets a share from each: add with `+=`, not `=`.
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + dimage[i : i + KH, j : j + KW] = dout[i, j] * kernel

# %% Only the last place counts in dkernel.
# The kernel is used at every place: add with `+=`, not `=`.
# - dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
# + dkernel = dout[i, j] * image[i : i + KH, j : j + KW]

# %% The chain rule has a single term.
# Every weight is used at all places: its gradient is the sum over all outputs.
# - dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
# + if i < KH and j < KW:
# +     dkernel[i, j] = dout[i, j] * image[i, j]

# %% The kernel is rotated.
# Where out[i, j] is added back, pixel (i + u, j + v) meets the weight [u, v]: no rotation. Only the
# full convolution, which gathers, needs it.
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel[::-1, ::-1]

# %% The full convolution slides the kernel as it is.
# Pixel (i, j) meets the weight [u, v] in the output (i - u, j - v): rotate the kernel by 180
# degrees.
# - return dimage, dkernel
# + padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + for i in range(len(dimage)):
# +     for j in range(dimage.shape[1]):
# +         dimage[i, j] = np.sum(padded[i : i + KH, j : j + KW] * kernel)
# + return dimage, dkernel

# %% The kernel is transposed.
# Rows of the kernel lie on rows of the window.
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + flipped = kernel.T if KH == KW else kernel
# + dimage[i : i + KH, j : j + KW] += dout[i, j] * flipped

# %% The kernel is reversed along one axis only.
# Where out[i, j] is added back, pixel (i + u, j + v) meets the weight [u, v]: no reversal.
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel[::-1]
# or
# + dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel[:, ::-1]

# %% The outputs are transposed for dimage, as f21·Z21 + f12·Z12 does.
# w[1, 0] meets the pixel (1, 1) in the output (0, 1), and w[0, 1] in the output (1, 0).
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + other = dout[j, i] if OH == OW else dout[i, j]
# + dimage[i : i + KH, j : j + KW] += other * kernel

# %% The gradient of the kernel is rotated.
# Weight [u, v] lay on pixel (i + u, j + v): dkernel is a plain cross-correlation.
# - return dimage, dkernel
# + return dimage, dkernel[::-1, ::-1].copy()

# %% The gradient of the kernel is a mean.
# The places share the kernel: their gradients add.
# - return dimage, dkernel
# + return dimage, dkernel / dout.size

# %% No term of dkernel is multiplied with dout.
# By the chain rule each term is multiplied with dout[i, j].
# - dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
# + dkernel += image[i : i + KH, j : j + KW]

# %% No term of dimage is multiplied with dout.
# By the chain rule each term is multiplied with dout[i, j].
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# + dimage[i : i + KH, j : j + KW] += kernel

# %% Only the first output sends its gradient back.
# Visit all places; is the `return` inside the loop?
# - for i in range(OH):
# + for i in range(1):
# - for j in range(OW):
# + for j in range(1):

# %% Only the first row of outputs sends its gradient back.
# Visit all rows; is the `return` inside the loop?
# - for i in range(OH):
# + for i in range(1):

# %% Rows and columns of the output are exchanged.
# dout has OH rows and OW columns.
# - OH, OW = dout.shape
# + OW, OH = dout.shape
# + if OH != OW:
# +     dout = dout.T

# %% The gradients are in the wrong order.
# End with `return dimage, dkernel`.
# - return dimage, dkernel
# + return dkernel, dimage

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dimage, dkernel
# + return 0 * dimage, 0 * dkernel

# %% The gradients hold whole numbers because image and kernel do.
# Make them arrays of floats: np.zeros(image.shape).
# - dimage = np.zeros(image.shape, dtype=np.result_type(dout, kernel))
# - dkernel = np.zeros(kernel.shape, dtype=np.result_type(dout, image))
# + dimage = np.zeros(image.shape, dtype=image.dtype)
# + dkernel = np.zeros(kernel.shape, dtype=kernel.dtype)
# - dimage[i : i + KH, j : j + KW] += dout[i, j] * kernel
# - dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
# + dimage[i : i + KH, j : j + KW] += (dout[i, j] * kernel).astype(image.dtype)
# + dkernel += (dout[i, j] * image[i : i + KH, j : j + KW]).astype(kernel.dtype)

# %% The image is written to.
# It belongs to the caller: np.zeros makes a new array.
# - dimage = np.zeros(image.shape, dtype=np.result_type(dout, kernel))
# + dimage = image
# + dimage -= image
