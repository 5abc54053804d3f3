# %% The larger of two numbers does not depend on their order.
# - worst = max(worst, abs(out_of_moved[i, j] - out[before_i, before_j]))
# + worst = max(abs(out_of_moved[i, j] - out[before_i, before_j]), worst)
