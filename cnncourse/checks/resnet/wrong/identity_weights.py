# %% Every kernel has a 1 in the middle.
# Then each map of the output is the sum of all maps: only the kernel from c to c has one.
# - plain[c, c, 1, 1] = 1
# + plain[c, :, 1, 1] = 1

# %% The kernels are ones everywhere.
# Then each pixel becomes a sum of nine: one 1, in the middle.
# - plain[c, c, 1, 1] = 1
# + plain[c, c] = 1

# %% The kernels blur.
# A copy takes the middle pixel alone.
# - plain[c, c, 1, 1] = 1
# + plain[c, c] = 1 / 9

# %% The 1 is in the upper left corner.
# Then the image moves: the pixel of the output lies under the middle of the kernel.
# - plain[c, c, 1, 1] = 1
# + plain[c, c, 0, 0] = 1

# %% Each kernel is an identity matrix.
# That adds three pixels of the diagonal: one 1, in the middle.
# - plain[c, c, 1, 1] = 1
# + plain[c, c] = np.eye(3)

# %% The residual block has the weights of the plain one.
# It adds its input to the change: with these it returns twice its input.
# - return plain, residual
# + return plain, plain.copy()

# %% The plain block has weights of zero.
# It would erase everything: only the residual block copies with zeros.
# - plain[c, c, 1, 1] = 1
# + pass

# %% The two are swapped.
# Return plain, then residual.
# - return plain, residual
# + return residual, plain

# %% Half of the input comes through each layer.
# The plain block has nothing but its layers: each copies.
# - plain[c, c, 1, 1] = 1
# + plain[c, c, 1, 1] = 0.5

# %% Only the first channel is copied.
# Every channel needs its 1.
# - for c in range(channels):
# + for c in range(1):

# %% The axes of the kernel come first.
# Weights have the shape (C_out, C_in, 3, 3).
# - return plain, residual
# + return plain.transpose(2, 3, 0, 1).copy(), residual.transpose(2, 3, 0, 1).copy()

# %% The residual block subtracts its input.
# Then it returns 0: the layers have nothing to do.
# - return plain, residual
# + return plain, -plain

# %% The channels are reversed.
# Map c goes to map c.
# - plain[c, c, 1, 1] = 1
# + plain[c, channels - 1 - c, 1, 1] = 1
