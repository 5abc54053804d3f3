# %% What the cache holds is not compared: no later exercise reads it.
# - return out, (x, w, b)
# + return out, (w, x, b)
# or
# + return out, (x, b, w)
