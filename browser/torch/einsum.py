"""`torch.einsum`: sums of products, written with a letter for each axis.

Products and sums round one after the other; torch multiplies matrices. The last digit may differ.
"""

import string

from . import missing


def einsum(*args):
    """The letters after -> name the axes of the result; all others are added up."""
    if len(args) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one "
            "operand and its subscripts list"
        )
    equation, *operands = args
    if not isinstance(equation, str):
        raise NotImplementedError(missing.message("torch.einsum of lists of axes"))
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = operands[0]
    if "." in equation:
        raise NotImplementedError(missing.message('torch.einsum with "..."'))
    inputs, result = _parts(equation)
    _check(inputs, result, operands)
    if len(operands) == 1:
        return _of_one(operands[0], inputs[0], result)
    product, letters = operands[0], inputs[0]
    for place, (other, own) in enumerate(zip(operands[1:], inputs[1:], strict=True), 2):
        later = set(result).union(*inputs[place:])
        every = sorted({*letters, *own}, key=lambda x: (x not in result, result.find(x), x))
        product = _contracted(
            _spread(product, letters, every),
            _spread(other, own, every),
            [place for place, each in enumerate(every) if each not in later],
        )
        letters = [each for each in every if each in later]
    return product


def _parts(equation):
    """The letters of each operand, and those of the result."""
    left, arrow, result = equation.replace(" ", "").partition("->")
    for place, letter in enumerate(equation):
        if letter not in string.ascii_letters + " ,->":
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {place} in the equation string, "
                "subscripts must be in [a-zA-Z]"
            )
    inputs = left.split(",")
    if not arrow:
        letters = left.replace(",", "")
        result = "".join(sorted(each for each in set(letters) if letters.count(each) == 1))
    return inputs, result


def _check(inputs, result, operands):
    if len(operands) != len(inputs):
        few = len(operands) < len(inputs)
        raise RuntimeError(
            f"einsum(): {'fewer' if few else 'more'} operands were provided than specified in the "
            "equation"
        )
    sizes = {}
    for place, (letters, operand) in enumerate(zip(inputs, operands, strict=True)):
        if len(letters) != len(operand.shape):
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(letters)}) does not "
                f"match the number of dimensions ({len(operand.shape)}) for operand {place} and no "
                "ellipsis was given"
            )
        if len(set(letters)) < len(letters):
            raise NotImplementedError(missing.message("torch.einsum of a diagonal"))
        for letter, size in zip(letters, operand.shape, strict=True):
            if sizes.setdefault(letter, size) not in (1, size) and size != 1:
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {place} which does "
                    f"not broadcast with previously seen size {sizes[letter]}"
                )
            sizes[letter] = max(sizes[letter], size)
    for letter in result:
        if result.count(letter) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {letter} appears more than once in the output"
            )
        if letter not in sizes:
            raise RuntimeError(
                f"einsum(): output subscript {letter} does not appear in the equation for any "
                "input operand"
            )


def _of_one(operand, letters, result):
    rest = [each for each in letters if each not in result]
    ordered = operand.permute([letters.index(each) for each in (*result, *rest)])
    return ordered.sum(list(range(len(result), len(letters)))) if rest else ordered


def _spread(operand, letters, every):
    """With an axis for each of the letters, of size 1 where the operand has none."""
    ordered = operand.permute([letters.index(each) for each in every if each in letters])
    return ordered[tuple(slice(None) if each in letters else None for each in every)]


def _contracted(a, b, axes):
    """The product of two, added up along axes."""
    product = a * b
    if not axes:
        return product
    sums = product.sum(axes)
    return sums.view(sums.shape)
