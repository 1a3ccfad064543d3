"""The small plotly: is it plotly?"""
