# %% The order of the two does not matter to np.maximum.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.mean(np.maximum(0, logits) - targets * logits + np.log1p(tail))

# %% At 0 tail is 1, so both branches give the same.
# - p = np.where(logits < 0, tail, 1) / (1 + tail)
# + p = np.where(logits <= 0, tail, 1) / (1 + tail)
