# %% A sum over three axes does not depend on their order.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=(2, 0, 3))
# or
# + db = None if b is None else dout.sum(axis=(0, 3, 2))
