# %% The two lists are always of the same length.
# - for w, g in zip(net.parameters(), net.gradients(), strict=True):
# + for w, g in zip(net.parameters(), net.gradients()):
# or
# + for w, g in zip(net.parameters(), net.gradients(), strict=False):
