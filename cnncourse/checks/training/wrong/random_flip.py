# %% The images change places.
# Turn the last axis round, not the first: the labels would no longer fit.
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][::-1]

# %% The images are turned upside down.
# Left to right: the last axis.
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][:, :, ::-1]

# %% The channels are turned round.
# Left to right: the last axis.
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][:, ::-1]

# %% The images are rotated by 180 degrees.
# Only the columns turn round.
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][:, :, ::-1, ::-1]

# %% Every image is mirrored.
# Each with probability one half.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.random(len(images)) < 1.0

# %% No image is mirrored.
# Each with probability one half.
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + pass

# %% The whole batch is mirrored, or nothing.
# Draw a number for each image.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = np.full(len(images), rng.random() < 0.5)

# %% Too few images are mirrored.
# The probability is one half.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.random(len(images)) < 0.25

# %% Every second image is mirrored.
# Which images are mirrored is random.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = np.arange(len(images)) % 2 == 0

# %% Only the mirrored images are returned.
# Return all images, in their order.
# - return out
# + return out[chosen]

# %% The images are changed in place.
# Work on a copy.
# - out = images.copy()
# + out = images
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][:, :, :, ::-1].copy()

# %% The choice comes from NumPy's global generator.
# Draw from `rng`.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = np.random.random(len(images)) < 0.5

# %% 0 and 1 are used as positions.
# `images[[0, 1, 1]]` picks images 0 and 1: make the draw a mask of True and False.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.integers(0, 2, len(images))

# %% The channels are mirrored apart.
# One draw for each image: all its channels are mirrored together.
# - chosen = rng.random(len(images)) < 0.5
# + chosen = rng.random(images.shape[:2]) < 0.5
# - out[chosen] = images[chosen][:, :, :, ::-1]
# + out[chosen] = images[chosen][:, :, ::-1]
