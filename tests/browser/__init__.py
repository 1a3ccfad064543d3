"""The small torch that the pages run: is it torch?"""
