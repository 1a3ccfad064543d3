"""The package, module by module."""
