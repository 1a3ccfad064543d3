"""The small numpy of the page, beside numpy."""
