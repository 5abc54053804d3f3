# %% rng.random is never exactly p: that has the probability 2⁻⁵³.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) > p) / (1 - p)
