# %% with a loop
def random_flip(images, rng):
    out = []
    for image in images:
        out.append(image[:, :, ::-1] if rng.random() > 0.5 else image)
    return np.array(out)


# %% with where
def random_flip(images, rng):
    coins = rng.integers(0, 2, (len(images), 1, 1, 1))
    return np.where(coins == 1, np.flip(images, axis=3), images)
