"""The small torch: is it torch?"""
