# %% At the peak both halves have the same rate.
# - if step <= top:
# + if step < top:
