# %% Both begin with 1.
# - fields, field, jump = [], 1, 1
# + fields, jump, field = [], 1, 1
