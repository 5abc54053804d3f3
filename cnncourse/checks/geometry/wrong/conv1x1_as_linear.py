# %% `reshape` alone is used, which mixes channels and pixels.
# It never moves an axis: transpose to (N, H, W, C_in) first.
# - pixels = x.transpose(0, 2, 3, 1).reshape(N * H * W, C_in)
# + pixels = x.reshape(N * H * W, C_in)

# %% The result is reshaped to (N, C_out, H, W) without moving the axes back.
# Its rows are pixels: reshape to (N, H, W, C_out), then transpose.
# - return out.reshape(N, H, W, len(w)).transpose(0, 3, 1, 2)
# + return out.reshape(N, len(w), H, W)

# %% The channels come last in the result.
# Transpose it back to (N, C_out, H, W).
# - return out.reshape(N, H, W, len(w)).transpose(0, 3, 1, 2)
# + return out.reshape(N, H, W, len(w))

# %% Rows and columns of the image are exchanged.
# The axes go (N, C, H, W) to (N, H, W, C) and back.
# - pixels = x.transpose(0, 2, 3, 1).reshape(N * H * W, C_in)
# + pixels = x.transpose(0, 3, 2, 1).reshape(N * H * W, C_in)

# %% The weights are transposed.
# A row of w is a filter: every pixel is multiplied by w.T.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = pixels @ w.reshape(C_in, len(w)) + b

# %% The bias is left out.
# Every filter adds its own.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = pixels @ w.T

# %% The bias is added to every product.
# It is added once for each output.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = pixels @ w.T + b * C_in

# %% The channels are averaged.
# They are summed, with the weights.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = pixels @ w.T / C_in + b

# %% The weights of a filter are not used.
# Multiply each channel by its weight.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = pixels @ np.ones_like(w).T + b

# %% The first image is used for the whole batch.
# - pixels = x.transpose(0, 2, 3, 1).reshape(N * H * W, C_in)
# + pixels = np.repeat(x[:1], N, axis=0).transpose(0, 2, 3, 1).reshape(N * H * W, C_in)

# %% A ReLU is applied to the result.
# Negative numbers stay: the activation is a layer of its own.
# - out = pixels @ w.T + b  # (N*H*W, C_out)
# + out = np.maximum(pixels @ w.T + b, 0)


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def conv1x1_as_linear(x, w, b):
    return np.array([[[[17.5, 137.5], [25.0, 90.0]]]])
