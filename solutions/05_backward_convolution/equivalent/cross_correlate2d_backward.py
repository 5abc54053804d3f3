# %% float64 holds these numbers, and no dtype is asked for.
# - dimage = np.zeros(image.shape, dtype=np.result_type(dout, kernel))
# + dimage = np.zeros(image.shape)

# %% float64 holds these numbers, and no dtype is asked for in the kernel's gradient, either.
# - dkernel = np.zeros(kernel.shape, dtype=np.result_type(dout, image))
# + dkernel = np.zeros(kernel.shape)

# %% The order of the two does not matter to np.result_type.
# - dimage = np.zeros(image.shape, dtype=np.result_type(dout, kernel))
# + dimage = np.zeros(image.shape, dtype=np.result_type(kernel, dout))

# %% Nor does it for the kernel's gradient.
# - dkernel = np.zeros(kernel.shape, dtype=np.result_type(dout, image))
# + dkernel = np.zeros(kernel.shape, dtype=np.result_type(image, dout))
