import sys

# The command line of httpx brings rich and pygments, half of what its import costs. httpx does without where
# that cannot be imported, which is what None says.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
