# %% The two products take turns in every place where they are used.
# - forward, backward = np.sum(out * dout), np.sum(x * dx)
# + backward, forward = np.sum(out * dout), np.sum(x * dx)
# or
# + forward, backward = np.sum(x * dx), np.sum(out * dout)

# %% The order of the two does not matter to max.
# - larger = max(abs(forward), abs(backward))
# + larger = max(abs(backward), abs(forward))
