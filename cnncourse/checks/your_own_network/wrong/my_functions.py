# %% ReLU lets every gradient through.
# Only where its input was positive: np.where(x > 0, dout, 0), in 04_backpropagation.
# - "relu_backward": relu_backward,
# + "relu_backward": lambda dout, cache: dout,

# %% The bias of a dense layer gets no gradient.
# It is added once for each image: db = dout.sum(axis=0), in 04_backpropagation.
# - "linear_backward": linear_backward,
# + "linear_backward": lambda dout, cache: (
# +     *linear_backward(dout, cache)[:2],
# +     np.zeros_like(cache[2]),
# + ),

# %% The loss is a mean, but its gradient is not divided by the number of images.
# Divide dlogits by N, too, in 04_backpropagation.
# - "softmax_cross_entropy": softmax_cross_entropy,
# + "softmax_cross_entropy": lambda logits, labels: (
# +     softmax_cross_entropy(logits, labels)[0],
# +     softmax_cross_entropy(logits, labels)[1] * len(logits),
# + ),

# %% The kernels are flipped.
# Use them as they are, in 08_fast_convolution.
# - "conv2d_by_matrix": conv2d_by_matrix,
# + "conv2d_by_matrix": lambda x, w, b, **options: conv2d_by_matrix(
# +     x, w[:, :, ::-1, ::-1], b, **options
# + ),

# %% The bias of a convolution is forgotten.
# Add b[f] to every pixel of map f, in 08_fast_convolution.
# - "conv2d_by_matrix": conv2d_by_matrix,
# + "conv2d_by_matrix": lambda x, w, b, **options: conv2d_by_matrix(
# +     x, w, None if b is None else 0 * b, **options
# + ),

# %% The gradient of a convolution's weights is a mean over the images.
# Add it up: the division by N is in the loss already; 08_fast_convolution.
# - "conv2d_backward_by_matrix": conv2d_backward_by_matrix,
# + "conv2d_backward_by_matrix": lambda dout, cache: (
# +     conv2d_backward_by_matrix(dout, cache)[0],
# +     conv2d_backward_by_matrix(dout, cache)[1] / len(dout),
# +     conv2d_backward_by_matrix(dout, cache)[2],
# + ),

# %% All pixels of a tie get the gradient of max pooling.
# Only the first one in reading order gets it, in 06_backward_rest.
# - return {
# + def to_all(dout, cache):
# +     x, (KH, KW), (sh, sw) = cache
# +     dx = np.zeros(x.shape, dout.dtype)
# +     for i in range(dout.shape[2]):
# +         for j in range(dout.shape[3]):
# +             place = np.s_[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
# +             best = x[place] == x[place].max(axis=(2, 3), keepdims=True)
# +             dx[place] += best * dout[:, :, i : i + 1, j : j + 1]
# +     return dx
# +
# + return {
# - "max_pool2d_backward": max_pool2d_backward,
# + "max_pool2d_backward": to_all,

# %% The gradient of average pooling is not divided.
# Each of KH * KW pixels gets its share, in 06_backward_rest.
# - "avg_pool2d_backward": avg_pool2d_backward,
# + "avg_pool2d_backward": lambda dout, cache: avg_pool2d_backward(
# +     dout * np.float32(np.prod(cache[1])), cache
# + ),

# %% Batch norm takes mean and variance for constants on the way back.
# They are computed from x, so that gradients go through them, too, in 06_backward_rest.
# - "batch_norm_backward": batch_norm_backward,
# + "batch_norm_backward": lambda dout, cache: batch_norm_backward(dout, (*cache[:3], False)),

# %% Batch norm always uses the running statistics.
# In training it uses those of the batch, in 06_backward_rest.
# - "batch_norm_forward": batch_norm_forward,
# + "batch_norm_forward": lambda *arrays, training, **options: batch_norm_forward(
# +     *arrays, training=False, **options
# + ),

# %% The dictionary holds something other than functions.
# No quotes and no call after the colon: "relu_backward": relu_backward.
# - "relu_backward": relu_backward,
# + "relu_backward": "relu_backward",
