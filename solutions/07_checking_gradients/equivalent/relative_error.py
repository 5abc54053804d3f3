# %% The larger of two numbers does not depend on their order.
# - scale = max(np.abs(a).max(), np.abs(b).max())
# + scale = max(np.abs(b).max(), np.abs(a).max())
