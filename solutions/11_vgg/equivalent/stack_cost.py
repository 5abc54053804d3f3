# %% The product does not depend on the order of its factors.
# - for before, after in zip(channels[:-1], channels[1:], strict=True):
# + for after, before in zip(channels[:-1], channels[1:], strict=True):
# or
# + for before, after in zip(channels[1:], channels[:-1], strict=True):

# %% Both parts are equally long, so `strict` never raises.
# - for before, after in zip(channels[:-1], channels[1:], strict=True):
# + for before, after in zip(channels[:-1], channels[1:]):
# or
# + for before, after in zip(channels[:-1], channels[1:], strict=False):
