"""The version, where it costs nothing to read: the installed package's metadata takes longer to find than the
rest of `reconciler version`."""

VERSION = "0.1.0"
