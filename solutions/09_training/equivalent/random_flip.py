# %% A random number is almost never exactly one half.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.random(len(images)) <= 0.5

# %% Above and below one half are equally likely.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.random(len(images)) > 0.5
