"""Wrong programs by the dozen, made from a right one: one change each, in its tree or around it."""

import ast
import functools

ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
# A function is taken for each of its neighbours.
NEIGHBOURS = (
    {"sum", "mean", "max", "prod", "min"},
    {"exp", "expm1"},
    {"log", "log1p", "log2", "log10"},
    {"maximum", "minimum", "add"},
    {"floor", "ceil"},
    {"sin", "cos", "tan"},
    {"sinh", "cosh", "tanh"},
    {"arccos", "arcsin", "acos", "asin"},
    {"zeros", "ones", "eye"},
    {"all", "any"},
    {"sqrt", "square", "cbrt"},
    {"logaddexp", "logaddexp2"},
)
# What is done to any part of an expression; the last one where it may be a matrix.
WRAPPINGS = (
    "2 * ({})",
    "-({})",
    "abs({})",
    "({}) + 0.001",
    "np.clip({}, 1e-5, 1 - 1e-5)",
    "np.clip({}, -1, 1)",
)
WRAPPINGS_OF_MATRICES = ("({}).T",)


def mutants(source, wrappings=()):
    """Pairs of a description and a source, each with one change of the function in `source`."""
    tree = ast.parse(source)
    names = names_in(tree)
    seen = {ast.unparse(tree)}
    for node, put in list(places(tree)):
        before = first_line(ast.unparse(node))
        for change in changes_of(node, names, wrappings):
            put(change)
            made = ast.unparse(ast.fix_missing_locations(tree))
            put(node)
            if made not in seen:
                seen.add(made)
                after = first_line("".join(map(ast.unparse, as_list(change))))
                yield f"line {node.lineno}: {before} -> {after}", made


def places(tree):
    """Each statement and expression of a tree, with a function that puts another in its place."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, (ast.stmt, ast.expr)):
                yield value, functools.partial(setattr, parent, field)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, (ast.stmt, ast.expr)):
                        yield item, functools.partial(put_into, parent, field, value, index)


def put_into(parent, field, items, index, by):
    """Put a node, or a list of statements, in the place of an item of a list."""
    setattr(parent, field, [*items[:index], *as_list(by), *items[index + 1 :]])


def first_line(text):
    return text.splitlines()[0] if text else "nothing"


def as_list(nodes):
    return nodes if isinstance(nodes, list) else [nodes]


def changes_of(node, names, wrappings):
    """What could stand in the place of a node."""
    if isinstance(node, ast.stmt):
        yield from changes_of_statement(node)
    elif isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
        yield from changes_of_expression(node, names)
        if is_number(node, names):
            for wrapping in wrappings:
                yield expression(wrapping.replace("{}", ast.unparse(node)))


def changes_of_statement(node):
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.Break, ast.Continue)):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)
        yield ast.Assign([node.target], node.value)
    if isinstance(node, ast.If):
        yield node.body
        yield node.orelse or ast.Pass()
    if isinstance(node, ast.For):
        for part in ("[:-1]", "[1:]", "[:1]", "[:4]", "[:20]" if is_fixed(node.iter) else "[:2]"):
            of_all = expression(f"list({ast.unparse(node.iter)}){part}")
            yield ast.For(node.target, of_all, node.body, node.orelse)
        yield ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield ast.Return(ast.Tuple(node.value.elts[::-1], ast.Load()))
        for item in node.value.elts:
            yield ast.Return(ast.Tuple([item] * len(node.value.elts), ast.Load()))


def is_fixed(iterable):
    """Whether a loop is over the range of a constant, as an iteration is that should converge."""
    return isinstance(iterable, ast.Call) and isinstance(iterable.args[0], ast.Constant)


def changes_of_expression(node, names):
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
        if not isinstance(node.op, (ast.Add, ast.Mult)):
            yield ast.BinOp(node.right, node.op, node.left)
        if type(node.op) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
        if isinstance(node.op, ast.Pow):
            yield ast.BinOp(node.left, ast.Mult(), node.right)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Compare):
        for operator in COMPARISONS:
            yield ast.Compare(node.left, [operator()], node.comparators)
        yield ast.Constant(True)
        yield ast.Constant(False)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from node.values
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant):
        yield from constants(node.value)
    elif isinstance(node, ast.Call):
        yield from changes_of_call(node)
    elif is_transposed(node) or is_sliced(node):
        yield node.value
    elif isinstance(node, ast.Name):
        for name in sorted(names - {node.id}) if node.id in names else ():
            yield ast.Name(name, ast.Load())


def changes_of_call(node):
    name = getattr(node.func, "attr", getattr(node.func, "id", None))
    for neighbour in sorted(set().union(*(n for n in NEIGHBOURS if name in n)) - {name}):
        yield ast.Call(expression(f"np.{neighbour}"), receiver(node) + node.args, node.keywords)
    yield from receiver(node) + node.args
    if len(node.args) == 2 and name not in ("max", "min", "maximum", "minimum", "logaddexp"):
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    for keyword in node.keywords:
        others = [k for k in node.keywords if k is not keyword]
        yield ast.Call(node.func, node.args, others)
        if keyword.arg == "axis":
            other = ast.keyword("axis", ast.Constant(1 - keyword.value.value))
            yield ast.Call(node.func, node.args, [*others, other])


def receiver(node):
    """What a method is called on, as a list; empty for a function of a module."""
    func = node.func
    if not isinstance(func, ast.Attribute):
        return []
    is_module = isinstance(func.value, ast.Name) and func.value.id in ("np", "math", "itertools")
    return [] if is_module else [func.value]


def constants(value):
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        for other in (value + 1, value - 1, 2 * value, value / 2, -value, 0, 1):
            if other != value:
                yield ast.Constant(
                    int(other) if other == int(other) and isinstance(value, int) else other
                )


def names_in(tree):
    """The arguments and variables of a function."""
    return {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)} | {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def is_transposed(node):
    return isinstance(node, ast.Attribute) and node.attr == "T"


def is_sliced(node):
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def is_number(node, names):
    """Whether a node may stand for numbers: no function, no module, no text, no slice."""
    if isinstance(node, ast.Name):
        return node.id in names
    numbers = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Subscript, ast.IfExp)
    return isinstance(node, numbers) or is_transposed(node)


def expression(source):
    return ast.parse(source, mode="eval").body
