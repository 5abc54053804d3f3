# %% The two are multiplied: their order does not matter.
# - KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
# + KW, KH = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
