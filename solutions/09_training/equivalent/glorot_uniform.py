# %% The two fans are added, so their order does not matter.
# - fan_in, fan_out = shape[1] * window, shape[0] * window
# + fan_out, fan_in = shape[1] * window, shape[0] * window
# or
# + fan_in, fan_out = shape[0] * window, shape[1] * window
