"""From notebooks to the site, module by module."""
