"""Run as a program by ``test_regex``: how long each regular expression of the modules
takes with texts made against it. While one looks, nothing else in the process runs, so
it says before each which one it is, and is killed when it does not end.

Arguments: the file with the expressions, as ``[[name, pattern, flags, how it is asked,
how many characters reach it], ...]``, and how many to skip. Prints a line of JSON when
one begins, and one with the worst it found.

A text against an expression is made out of the expression: a part that may be repeated
is repeated, after what has to stand before it or alone, and ends in something that it
does not expect.
"""

import json
import re
import resource
import sys
import time
import warnings
from re import _constants as code
from re import _parser as parser

# of processor time for all texts against one expression
AT_MOST = 10
# Of one text, in looks that are known to try each pair of 4,000 characters once. Not in
# seconds: those depend on the machine and on what else it does. All of ours stay below
# one; one that tries each pair of 16,000 takes 14.
TIMES = 5
MEASURE, MEASURED = re.compile(r"\s*\s*z"), " " * 4_000
HARD = resource.getrlimit(resource.RLIMIT_CPU)[1]
# what ends a text, so that what was repeated does not fit after all
ENDINGS = ("", "\0", "x", "\n")
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
# more often than this is "any number of times"
OFTEN = 20
CATEGORIES = {
    code.CATEGORY_DIGIT: "7",
    code.CATEGORY_NOT_DIGIT: "a",
    code.CATEGORY_SPACE: " ",
    code.CATEGORY_NOT_SPACE: "a",
    code.CATEGORY_WORD: "a",
    code.CATEGORY_NOT_WORD: " ",
}
# what is tried for a class that says what it is not
ANY = "a7 .-/\n,;:@=<>()\"'&_"


def characters(items, flags):
    """Characters of a class, one of each of its parts."""
    negated = items and items[0][0] is code.NEGATE
    found = []
    for kind, value in items:
        if kind is code.LITERAL:
            found.append(chr(value))
        elif kind is code.RANGE:
            found += [chr(value[0]), chr(value[1])]
        elif kind is code.CATEGORY:
            found.append(CATEGORIES[value])
    if negated:
        # which of them it takes, the expression itself says
        return [c for c in ANY if c not in found] or ["Z"]
    return found or ["a"]


def sample(tree, flags, groups, chosen=0):
    """A text that the expression takes, more or less: the ``chosen``-th character of
    each class, and each part that may be left out once."""
    text = ""
    for kind, value in tree:
        if kind is code.LITERAL:
            text += chr(value)
        elif kind is code.NOT_LITERAL:
            text += "a" if chr(value) != "a" else "b"
        elif kind is code.ANY:
            text += "a"
        elif kind is code.IN:
            some = characters(value, flags)
            text += some[chosen % len(some)]
        elif kind is code.BRANCH:
            branches = value[1]
            branch = branches[chosen % len(branches)]
            text += sample(branch, flags, groups, chosen)
        elif kind is code.SUBPATTERN:
            part = sample(value[3], flags, groups, chosen)
            groups[value[0]] = part
            text += part
        elif kind is code.ATOMIC_GROUP:
            text += sample(value, flags, groups, chosen)
        elif kind in REPEATS:
            least, _most, inside = value
            text += sample(inside, flags, groups, chosen) * max(1, least)
        elif kind is code.GROUPREF:
            text += groups.get(value, "")
    return text


def repeated(tree, before=(), flags=0):
    """Each part that may be repeated any number of times.

    :return: (what stands before it, itself) as trees
    """
    before = list(before)
    for item in tree:
        kind, value = item
        if kind in REPEATS:
            inside = value[2]
            if value[1] is code.MAXREPEAT or value[1] > OFTEN:
                yield list(before), inside
            yield from repeated(inside, before, flags)
        elif kind is code.SUBPATTERN:
            yield from repeated(value[3], before, flags)
        elif kind is code.ATOMIC_GROUP:
            yield from repeated(value, before, flags)
        elif kind is code.BRANCH:
            for branch in value[1]:
                yield from repeated(branch, before, flags)
        elif kind in (code.ASSERT, code.ASSERT_NOT):
            yield from repeated(value[1], before, flags)
        before.append(item)


def against(pattern):
    """Texts made against an expression, as functions of their length."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    seen = set()
    for before, inside in repeated(tree):
        for chosen in range(4):
            unit = sample(inside, pattern.flags, {}, chosen)
            head = sample(before, pattern.flags, {}, chosen)
            other = sample(inside, pattern.flags, {}, chosen + 1)
            for parts in (
                (head, unit),
                ("", unit),
                ("", head + unit),
                (head, unit + other),
            ):
                if parts[1] and parts not in seen:
                    seen.add(parts)
                    for ending in ENDINGS:
                        yield (*parts, ending)


def unit():
    """The time that ``TIMES`` counts in, of now: the shortest of a few."""
    found = []
    for _again in range(5):
        started = time.thread_time()
        MEASURE.match(MEASURED)
        found.append(time.thread_time() - started)
    return min(found)


def take(pattern, ways, text):
    """The longest of the ways in which it is asked, in seconds."""
    longest = 0
    for way in ways:
        started = time.thread_time()
        if way == "search":
            for _match in pattern.finditer(text):
                pass
        else:
            getattr(pattern, way)(text)
        longest = max(longest, time.thread_time() - started)
    return longest


def text_of(parts, length):
    head, unit, ending = parts
    return head + unit * (length // len(unit)) + ending


def worst(pattern, ways, length):
    """The longest that a text of this length takes: (how many times what is known,
    its parts)."""
    found, known = (0, None), unit()
    for parts in against(pattern):
        # what doubles with each repetition does so in a short text, too
        for some in (length // 8, length):
            text = text_of(parts, some)
            times = take(pattern, ways, text) / known
            if times > TIMES:
                # once more: the machine may have looked at something else meanwhile
                times = min(times, take(pattern, ways, text) / unit())
            found = max(found, (times, parts), key=lambda one: one[0])
            if found[0] > TIMES:
                return found  # it is known now what it is
    return found


def main(path, skip):
    warnings.simplefilter("ignore")
    with open(path, encoding="utf-8") as file:
        asked = json.load(file)
    for name, text, flags, ways, length in asked[skip:]:
        print(json.dumps({"begun": name}), flush=True)
        # to be killed by the kernel: an expression lets no handler of a signal in
        until = int(time.process_time()) + AT_MOST
        resource.setrlimit(resource.RLIMIT_CPU, (until, HARD))
        times, parts = worst(re.compile(text, flags), ways, length)
        answer = {"name": name, "times": round(times, 1), "parts": parts}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
