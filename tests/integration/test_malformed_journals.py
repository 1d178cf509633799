"""Journals with a line that is no command: refused as a whole, before anything is written."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from journals import NOON, facts, line, written
from socialcommerce import MalformedJournal, SocialCommerce
from socialcommerce.journal import ingest

GOOD = line("shops.open", owner="lin")
PRODUCT = {"product": "p1", "merchant": "cd", "title": "Lipstick", "category": "beauty", "price": 1_000}
ORDER = {"order": "o1", "buyer": "an", "lines": [{"product": "p1", "quantity": 1}]}
LONGEST_MESSAGE = 450


def listed(**changes: Any) -> str:
    return line("products.list", **PRODUCT | changes)


def ordered(**changes: Any) -> str:
    return line("orders.place", **ORDER | changes)


def raw(**parts: str) -> str:
    """A line of JSON texts for ``at``, ``do`` and ``args``, as they are."""
    told = {"at": json.dumps(NOON.isoformat()), "do": '"shops.open"', "args": '{"owner": "lin"}'} | parts
    return "{" + ", ".join(f'"{name}": {text}' for name, text in told.items()) + "}"


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def lines_that_are_no_commands() -> Iterator[tuple[str, str | bytes]]:
    """Each with the word that the message has to hold."""
    yield from (("JSON", each) for each in ("{", "shops.open lin", "", " ", GOOD + GOOD, GOOD + ",", "\x00"))
    yield from (("JSON", each) for each in (b"\xff", b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("utf-16")))
    yield "JSON", raw(args='{"owner": "lin"').removesuffix("}")
    yield "JSON", b'{"at": "' + NOON.isoformat().encode() + b'", "do": "shops.open", "args": {"owner": "\xff"}}'
    yield from (("object", each) for each in ("[]", "null", "1", '"shops.open"', "[" + GOOD + "]"))
    yield from (("at", raw(at=each)) for each in ("null", "1619841600", '""', '"now"', '"2021-05-01"', "1.5"))
    yield from (("timezone", raw(at=each)) for each in ('"2021-05-01T12:00:00"', '"2021-05-01 12:00:00.5"'))
    yield from (("years", raw(at=f'"{each}"')) for each in ("0001-01-01T00:00:00+08:00", "1969-12-31T23:59:59Z"))
    yield from (("years", raw(at=f'"{each}"')) for each in ("9000-01-01T00:00:00Z", "9999-12-31T23:59:59-08:00"))
    yield "at", '{"do": "shops.open", "args": {"owner": "lin"}}'
    yield "do", raw(do="null")
    yield "args", '{"at": "2021-05-01T12:00:00+08:00", "do": "shops.open"}'
    yield from (("no such command", raw(do=f'"{each}"')) for each in ("shops.burn", "", "orders.of", "log.append"))
    yield "no such command", raw(do=f'"{"x" * 10_000}"')
    yield from (("args", raw(args=each)) for each in ("null", "[]", '"lin"', "{}", '{"shop": "lin"}', "1"))
    yield "sign_of", line("shops.edit", owner="lin", sign_of="x")
    yield "extra", raw(extra="1")
    yield from (("by", raw(by=each)) for each in ('""', '"a b"', "1", '"merchant:"', '"ghost:lin"', '"a:b:c"'))


def lines_with_bad_values() -> Iterator[tuple[str, str]]:
    """Each with the argument that the message has to name."""
    bad_keys = ("", "a b", "a/b", "a~b", "a\n", "购物", "a" * 97, "a" * 10_000, 7, 1.5, None, True, ["lin"], {"a": 1})
    yield from (("args.owner", line("shops.open", owner=key)) for key in bad_keys)
    bad_prices = (0, -1, 10**15 + 1, 10**30, -(10**30), 1.0, 1e3, 0.1, True, False, "1000", None, [1])
    yield from (("args.price", listed(price=price)) for price in bad_prices)
    yield from (("args.exclusive_price", listed(exclusive_price=price)) for price in bad_prices if price is not None)
    yield from (("args.delivery_fee", ordered(delivery_fee=fee)) for fee in (-1, 10**15 + 1, 10**30, 0.0, True, "0"))
    yield from (("args.commission_bp", listed(commission_bp=rate)) for rate in (-1, 10_001, 10**30, 1.0, True))
    yield from (("args.sensitive", listed(sensitive=flag)) for flag in (0, 1, "true", None))
    yield from (("args.title", listed(title=title)) for title in ("", "x" * 201, "a\x00b", 7, None))
    yield from (("args.sign", line("shops.edit", owner="lin", sign=sign)) for sign in ("x" * 2_001, "\x00", 7))
    yield from (
        ("args.lines[0].quantity", ordered(lines=[{"product": "p1", "quantity": n}])) for n in (0, -1, 1.0, True)
    )
    yield "args.lines[0].quantity", ordered(lines=[{"product": "p1", "quantity": 1_000_001}])
    yield "args.lines[1].product", ordered(lines=[{"product": "p1"}, {"product": "a b"}])
    yield from (("args.lines", ordered(lines=lines)) for lines in ("p1", {"product": "p1"}, None, [{}], ["p1"]))
    yield "args.channel", line("shares.create", shop="lin", product="p1", channel="fax")
    yield "args.line", line("orders.refund", order="o1", refund="r1", line=0)


def refusal(commerce: SocialCommerce, path: Path) -> MalformedJournal:
    """How the journal at *path* is refused; nothing is written meanwhile."""
    before = facts(commerce.log)
    with pytest.raises(MalformedJournal) as caught:
        ingest(commerce, path)
    assert facts(commerce.log) == before
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= LONGEST_MESSAGE
    return caught.value


def short(value: object) -> str:
    return f"{value!r:.40}"


@pytest.mark.parametrize(("word", "wrong"), [*lines_that_are_no_commands()], ids=short)
def test_a_line_that_is_no_command_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, word: str, wrong: str | bytes
) -> None:
    error = refusal(commerce, written(tmp_path / "j", GOOD, wrong, GOOD))

    assert error.line == 2
    assert str(error).startswith("line 2: ")
    assert word in str(error)


@pytest.mark.parametrize(("argument", "wrong"), [*lines_with_bad_values()], ids=short)
def test_a_line_with_a_bad_value_refuses_the_whole_journal_and_names_the_argument(
    commerce: SocialCommerce, tmp_path: Path, argument: str, wrong: str
) -> None:
    error = refusal(commerce, written(tmp_path / "j", GOOD, GOOD, wrong))

    assert error.line == 3
    assert str(error).startswith(f"line 3: {argument}")


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\udc00"', '"\\ud800x"', '"a\\u0000b"'])
def test_a_text_with_nul_or_a_lone_surrogate_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, text: str
) -> None:
    wrong = raw(do='"shops.edit"', args=f'{{"owner": "lin", "sign": {text}}}')

    assert refusal(commerce, written(tmp_path / "j", GOOD, wrong)).line == 2


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_a_lone_surrogate_that_was_encoded_all_the_same_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, text: str
) -> None:
    wrong = raw(do='"shops.edit"', args=f'{{"owner": "lin", "sign": "{text}"}}').encode("utf-8", "surrogatepass")

    assert refusal(commerce, written(tmp_path / "j", GOOD, wrong)).line == 2


def test_a_pair_of_surrogates_is_a_character_and_good(commerce: SocialCommerce, tmp_path: Path) -> None:
    good = raw(do='"shops.edit"', args='{"owner": "lin", "sign": "\\ud83d\\ude00"}')

    ingest(commerce, written(tmp_path / "j", GOOD, good))

    assert commerce.storefronts.of("lin").sign == "😀"


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
@pytest.mark.parametrize("part", ["at", "do", "args", "by"])
def test_deep_nesting_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, part: str, depth: int
) -> None:
    assert refusal(commerce, written(tmp_path / "j", GOOD, raw(**{part: nested(depth)}))).line == 2


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
def test_deep_nesting_in_place_of_a_line_or_of_an_argument_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, depth: int
) -> None:
    for wrong in (nested(depth), raw(args=f'{{"owner": {nested(depth)}}}')):
        assert refusal(commerce, written(tmp_path / "j", GOOD, wrong)).line == 2


@pytest.mark.parametrize("name", ["ow\\nner", "x" * 10_000, "\\u001b[31m"])
def test_an_unknown_argument_is_named_on_one_short_printable_line(
    commerce: SocialCommerce, tmp_path: Path, name: str
) -> None:
    error = refusal(commerce, written(tmp_path / "j", raw(args=f'{{"owner": "lin", "{name}": 1}}')))

    assert str(error).isprintable()


@pytest.mark.parametrize("extra", [{"qty": 3}, {"price": 1}, {"": 0}])
def test_an_unknown_word_in_an_orders_line_refuses_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, extra: dict[str, int]
) -> None:
    wrong = ordered(lines=[{"product": "p1"} | extra])

    assert "args.lines[0]" in str(refusal(commerce, written(tmp_path / "j", GOOD, wrong)))


@pytest.mark.parametrize("value", [NOON.isoformat(), None])
@pytest.mark.parametrize("word", ["at", "by"])
def test_at_and_by_in_args_refuse_the_whole_journal(
    commerce: SocialCommerce, tmp_path: Path, word: str, value: str | None
) -> None:
    wrong = raw(args=json.dumps({"owner": "lin", word: value if word == "at" or value is None else "lin"}))

    assert "beside args" in str(refusal(commerce, written(tmp_path / "j", wrong)))


def test_a_number_of_thousands_of_digits_refuses_the_whole_journal(commerce: SocialCommerce, tmp_path: Path) -> None:
    wrong = raw(do='"products.list"', args=json.dumps(PRODUCT).replace("1000", "1" + "0" * 5_000))

    assert "args.price" in str(refusal(commerce, written(tmp_path / "j", wrong)))


def test_a_line_before_the_one_before_it_refuses_the_whole_journal(commerce: SocialCommerce, tmp_path: Path) -> None:
    earlier = line("shops.open", owner="an", at=NOON - timedelta(microseconds=1))

    error = refusal(commerce, written(tmp_path / "j", GOOD, earlier))

    assert (error.line, "before" in str(error)) == (2, True)


def test_times_of_different_zones_are_compared_as_instants(commerce: SocialCommerce, tmp_path: Path) -> None:
    path = written(
        tmp_path / "j",
        line("shops.open", owner="a", at="2021-05-01T12:00:00+08:00"),
        line("shops.open", owner="b", at="2021-05-01T04:00:00Z"),
        line("shops.open", owner="c", at="2021-04-30T23:00:01-05:00"),
    )

    assert ingest(commerce, path).applied == 3


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n"])
def test_an_empty_journal_is_refused(commerce: SocialCommerce, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "j"
    path.write_bytes(content)

    assert refusal(commerce, path).line == 1


def test_a_blank_line_at_the_end_is_a_line_too(commerce: SocialCommerce, tmp_path: Path) -> None:
    assert refusal(commerce, written(tmp_path / "j", GOOD, GOOD, b"")).line == 3
