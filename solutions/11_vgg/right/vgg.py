# %% stages that are networks themselves, and a head built from a list
def vgg(nn, column, *, hidden, num_classes=1000, in_channels=3, image_size=224):
    stages, stage = [], []
    for entry in column:
        if entry == "M":
            stages.append(nn.Sequential(*stage, nn.MaxPool2d(kernel_size=2, stride=2)))
            stage = []
            continue
        filters, K = (entry, 3) if isinstance(entry, int) else entry
        stage.append(nn.Conv2d(in_channels, filters, K, 1, (K - 1) // 2))
        stage.append(nn.ReLU())
        in_channels = filters
    stages += stage
    side = image_size // 2 ** list(column).count("M")
    sizes = [in_channels * side**2, hidden, hidden]
    head = []
    for before, after in zip(sizes[:-1], sizes[1:], strict=True):
        head += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*stages, nn.Flatten(), *head, nn.Linear(hidden, num_classes))


# %% the ReLU after the pooling, which gives the same numbers
def vgg(nn, column, *, hidden, num_classes=1000, in_channels=3, image_size=224):
    layers, waiting = [], []
    for entry in column:
        if entry == "M":
            layers += [nn.MaxPool2d(2), *waiting]
            waiting, image_size = [], image_size / 2
            continue
        layers += waiting
        if not isinstance(entry, tuple):
            entry = (entry, 3)
        layers.append(nn.Conv2d(in_channels, *entry, padding=entry[1] // 2))
        waiting, in_channels = [nn.ReLU()], entry[0]
    return nn.Sequential(
        nn.Sequential(*layers, *waiting),
        nn.Flatten(),
        nn.Sequential(nn.Linear(int(in_channels * image_size**2), hidden), nn.ReLU()),
        nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU()),
        nn.Linear(hidden, num_classes),
    )
