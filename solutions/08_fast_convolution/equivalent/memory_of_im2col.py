# %% The order does not matter to a product: images and channels.
# - N, C, H, W = x_shape
# + C, N, H, W = x_shape

# %% The order does not matter to a product: rows and columns of windows.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OW, OH = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# or
# + OH, OW = (W + 2 * pw - KW) // sw + 1, (H + 2 * ph - KH) // sh + 1
