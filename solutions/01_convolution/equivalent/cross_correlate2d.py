# %% float64 holds these numbers, and no dtype is required.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW))

# %% The order of the two does not matter to np.result_type.
# - out = np.zeros((OH, OW), dtype=np.result_type(image, kernel))
# + out = np.zeros((OH, OW), dtype=np.result_type(kernel, image))
