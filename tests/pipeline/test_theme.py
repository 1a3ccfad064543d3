"""The theme's script and the one stylesheet, as the site has them."""

import re

import pytest

from pipeline import theme
from pipeline.assets import PackageError


def test_the_stylesheet_has_the_colors_of_figures_before_the_sites_own_rules():
    styles, _, own = theme.join_styles(["theme {}"], ["own {}", "more {}"]).partition("own {}")
    assert own == "\nmore {}"
    assert styles.startswith("theme {}\n")
    assert re.search(r":root \{\n( +--plot-\w+: #\w{6};\n)+\}", styles)


def test_a_script_of_another_version_stops_the_build():
    with pytest.raises(PackageError, match="Material's script is another: see MATERIAL_CHANGES"):
        theme.change_script("another")
