# %% At 0 tail is 1, so both branches give the same.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.where(x <= 0, tail, 1) / (1 + tail)
