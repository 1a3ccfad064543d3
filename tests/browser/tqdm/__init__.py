"""The small tqdm: is it tqdm?"""
