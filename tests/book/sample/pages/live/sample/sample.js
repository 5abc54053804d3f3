// A live figure of the sample page: it needs to exist, no more.
