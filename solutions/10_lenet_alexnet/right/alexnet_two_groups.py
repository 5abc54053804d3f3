# %% a helper for a convolution and its ReLU
def alexnet_two_groups(nn, filters, *, hidden, num_classes=1000):
    def conv(before, after, kernel_size, groups=1, **where):
        return nn.Sequential(
            nn.Conv2d(before, after, kernel_size, groups=groups, **where), nn.ReLU()
        )

    def norm():
        return nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)

    c1, c2, c3, c4, c5 = filters
    return nn.Sequential(
        *(conv(3, c1, 11, stride=4), norm(), nn.MaxPool2d(3, stride=2)),
        *(conv(c1, c2, 5, 2, padding=2), norm(), nn.MaxPool2d(3, stride=2)),
        *(conv(c2, c3, 3, padding=1), conv(c3, c4, 3, 2, padding=1)),
        *(conv(c4, c5, 3, 2, padding=1), nn.MaxPool2d(3, stride=2)),
        nn.Flatten(),
        nn.Linear(c5 * 36, hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_classes),
    )


# %% one layer after the other
def alexnet_two_groups(nn, filters, *, hidden, num_classes=1000):
    layers = [nn.Conv2d(3, filters[0], 11, stride=4), nn.ReLU()]
    layers += [nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0), nn.MaxPool2d(3, 2)]
    layers += [nn.Conv2d(filters[0], filters[1], 5, padding=2, groups=2), nn.ReLU()]
    layers += [nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0), nn.MaxPool2d(3, 2)]
    layers += [nn.Conv2d(filters[1], filters[2], 3, padding=1), nn.ReLU()]
    layers += [nn.Conv2d(filters[2], filters[3], 3, padding=1, groups=2), nn.ReLU()]
    layers += [nn.Conv2d(filters[3], filters[4], 3, padding=1, groups=2), nn.ReLU()]
    layers += [nn.MaxPool2d(3, 2), nn.Flatten()]
    layers += [nn.Linear(filters[4] * 6 * 6, hidden), nn.ReLU(), nn.Dropout(0.5)]
    layers += [nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(hidden, num_classes))
