"""The notebook's six questions, each answered by measuring.

Without arguments an answer is about the notebook's own problem; with `approximation, guesses, x, y`
it is about yours. `print(answer)` says it in words; its attributes hold the numbers.
"""
