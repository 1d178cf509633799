#!/usr/bin/env python3
"""Tell eight weeks of a small community, May and June 2021, as a journal of commands.

usage: make_demo.py > src/socialcommerce/cli/demo.jsonl

Thirteen members keep shops. Owners tend their shelves after eight in the morning, friends come by until eight
in the evening, and what is out of the ordinary stands in ``DIARY``. Lin's shop ends with exactly ``LIN``, which
is 2,759 points, her products being priced so that the sales come out even; mei and jia end on one rank.

What is paid is shipped the next morning, and arrives two to four days later; some buyers say that all is well, for
others a week says it. Few want their money back, before or after. On the first of June owners are paid what May
brought them, two days later the merchants' May is closed. The budget of oolong is used up on the last day.

Ten lines, "!" before their commands, are to be refused: a swap one second before 72 hours are over, a share of
what is not on the shelf, a second payment of an order, a refund one fen too high, a visit through a share that a
delisting ended, another through a share just seven days old, the completion of an order with an open case, a fifth
product on four slots, a share of a closed shop, and a friendship against a block. A payment after just 30 minutes is
not refused, but cancels its order.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

START = datetime(2021, 5, 1, 8, tzinfo=timezone(timedelta(hours=8)))
DAYS, SLOTS = 56, 4
LIN = (246_199, 248, 50)  # net sales in fen, counted visits, active days
MERCHANTS = {"chashan": "茶山 Tea Hill", "nanfeng": "南风家居 South Wind", "yuedu": "阅渡 Ferry Books"}

# merchant, category, commission in basis points: product, price, exclusive price (0: none) and title of each
CATALOGUE = """
chashan tea 300: longjing 12800 9990 龙井 Longjing; jasmine 4800 3990 茉莉 Jasmine; puer 6600 5800 普洱 Pu'er
chashan tea 500: oolong 9800 8600 凤凰单丛 Oolong; giftbox 16800 13990 山茶礼盒 Tea gift box
chashan food 200: honey 5200 4500 椴树蜜 Linden honey; dates 3690 2990 红枣 Dates; noodles 2250 0 面 Noodles
chashan food 200: nuts 8900 7590 每日坚果 Daily nuts; hotpot 4990 4290 番茄火锅底料 Tomato hotpot base
nanfeng home 400: lamp 15900 12900 护眼台灯 Desk lamp; fan 9900 8490 风扇 Quiet fan; towel 2990 0 毛巾 Towel
nanfeng home 300: mug 4200 3600 手作马克杯 Mug; quilt 18800 15900 夏凉被 Quilt; basket 5600 4900 藤编篮 Basket
nanfeng travel 300: umbrella 6900 5990 晴雨伞 Umbrella; bottle 7900 6500 保温杯 Vacuum bottle
nanfeng care 0: soap 2800 2390 桂花手工皂 Osmanthus soap; condoms 3990 3490 安心避孕套 Condoms, box of ten
yuedu books 500: poems 3280 2999 唐诗 Tang poems; cookbook 5800 4990 家常菜 Home food; atlas 8600 7888 地图 Atlas
yuedu toys 500: puzzle 6200 5300 千片拼图 Puzzle; kite 4600 3900 沙燕风筝 Swallow kite
yuedu paper 200: planner 4500 3800 手账本 Planner; pen 8800 7600 铱金钢笔 Pen; cards 1990 0 明信片 Card
"""

# owner, first day, busy days of a cycle, visits and orders to come: nickname: sign: categories: friends
SHOPS = """
lin 0 8 9 248 36: 林间茶席: 好茶配好书: tea books: mei bo jia tao yan wen an fei hao ivy jun lea ming
mei 0 4 6 150 24: 梅子 Mei: 只推自己用过的: care food home: lin bo jia hua an fei ivy pei rui shu
bo 1 2 4 120 20: Bo's Corner: Useful, fairly priced: home travel: lin mei tao ray ke uma gus hao jun kai
jia 2 2 4 96 17: 佳家: 小户型，大心思: home care: lin mei yan wen lea ming shu nan an
tao 3 2 5 80 15: 陶陶 Taotao: Gadgets I did not return: home travel paper: lin bo kai ray gus hao jun an
yan 4 2 6 66 12: 言午: 慢慢挑，不着急: care food tea: lin jia wen zoe ivy qi pei an
wen 6 1 4 54 10: 文火 Slow Fire: 看书，煮面: books food: lin jia yan an lea rui ming
hua 7 1 4 48 9: 花间: 周末出新: care tea paper: mei ning pei shu tian an
ning 9 1 4 40 8: 宁静致远: Paper, ink, quiet: paper books: hua zoe rui tian qi
ray 12 1 5 32 6: Ray of Light: 灯与雨伞: home travel: bo tao gus kai ke nan dao
zoe 15 2 7 28 5: Zoe 在路上: Packing light: travel care paper: yan ning dao tian qi pei
kai 20 1 6 20 4: 阿凯 Kai: 随缘更新: books travel: bo tao ray gus jun hao
"""

# month and day, time, command and arguments; what begins with "!" is to be refused
DIARY = """
0510 20:30:00 shops.open owner=pei
0510 20:31:00 shops.edit owner=pei nickname=佩佩Pei sign=玩心不改。
0510 20:32:00 shelves.place shop=pei product=puzzle
0513 20:31:59 !shelves.swap shop=pei remove=puzzle place=kite
0513 20:32:00 shelves.swap shop=pei remove=puzzle place=kite
0513 20:33:00 shares.create shop=pei product=kite channel=moments share=pei-kite-0513
0513 20:34:00 !shares.create shop=pei product=puzzle channel=moments share=pei-puzzle-0513
0514 12:00:00 journeys.visit visitor=xia share=pei-kite-0513
0514 12:20:00 members.befriend member=pei friend=xia
0514 12:21:00 journeys.visit visitor=xia share=pei-kite-0513
0515 08:30:00 budgets.fund product=pen funding=pen-1 amount=20000
0515 09:00:00 products.reprice product=kite price=4900 exclusive_price=4200
0515 19:00:00 orders.place order=pei-1 buyer=xia lines=kite:2,cards:1 share=pei-kite-0513
0515 19:04:00 orders.pay order=pei-1 payment=pay-pei-1
0515 19:05:00 !orders.pay order=pei-1 payment=pay-pei-1-again
0516 10:00:00 orders.ship order=pei-1 parcel=sf-pei-1 carrier=SF
0517 10:00:00 !orders.refund order=pei-1 refund=refund-pei-1 line=1 amount=7801
0517 10:05:00 orders.refund order=pei-1 refund=refund-pei-1 line=1 quantity=1
0518 09:40:00 orders.track order=pei-1 parcel=sf-pei-1 status=delivered
0518 10:00:00 products.delist product=kite
0518 18:00:00 products.relist product=kite
0518 18:30:00 !journeys.visit visitor=xia share=pei-kite-0513
0518 20:30:00 shelves.place shop=pei product=kite
0518 20:31:00 shares.create shop=pei product=kite channel=group share=pei-kite-0518
0519 09:00:00 cases.request order=pei-1 line=2 kind=refund_only reason=明信片折了
0520 09:00:00 cases.reject case=pei-1~2~1 reason=寄出时是平的
0521 09:00:00 cases.escalate case=pei-1~2~1 reason=请看照片
0521 09:05:00 !orders.complete order=pei-1
0523 10:00:00 cases.rule case=pei-1~2~1 amount=1000
0523 15:00:00 orders.refund order=pei-1 refund=refund-pei-1-case case=pei-1~2~1
0525 20:31:00 !journeys.visit visitor=xia share=pei-kite-0518
0526 21:00:00 !shelves.place shop=bo product=kite
0528 21:00:00 shops.close owner=pei
0529 09:00:00 !shares.create shop=pei product=kite channel=chat share=pei-kite-0529
0601 09:00:00 shops.reopen owner=pei
0601 09:01:00 shares.create shop=pei product=kite channel=chat share=pei-kite-0601
0601 10:00:00 payouts.make payout=2021-05-lin member=lin
0601 10:00:00 payouts.make payout=2021-05-mei member=mei
0601 10:00:00 payouts.make payout=2021-05-bo member=bo
0601 10:00:00 payouts.make payout=2021-05-pei member=pei
0601 20:00:00 orders.place order=pei-2 buyer=pei lines=kite:1 share=pei-kite-0601
0601 20:05:00 orders.pay order=pei-2 payment=pay-pei-2
0602 20:00:00 orders.place order=pei-3 buyer=xia lines=kite:1 share=pei-kite-0601
0602 20:30:00 orders.pay order=pei-3 payment=pay-pei-3
0603 10:00:00 statements.close merchant=chashan month=2021-05
0603 10:00:00 statements.close merchant=nanfeng month=2021-05
0603 10:00:00 statements.close merchant=yuedu month=2021-05
0605 21:00:00 members.unfriend member=gus friend=ray
0606 21:00:00 members.block member=pei blocked=xia
0606 21:05:00 !members.befriend member=xia friend=pei
0610 21:00:00 orders.place order=uma-1 buyer=uma lines=fan:1
0610 21:05:00 orders.pay order=uma-1 payment=pay-uma-1
0611 10:00:00 orders.ship order=uma-1 parcel=sf-uma-1 carrier=SF
0611 21:00:00 journeys.release visitor=uma
0612 21:00:00 orders.place order=uma-2 buyer=uma lines=lamp:1
0612 21:05:00 orders.pay order=uma-2 payment=pay-uma-2
0613 10:00:00 orders.ship order=uma-2 parcel=sf-uma-2 carrier=SF
0613 16:00:00 orders.track order=uma-1 parcel=sf-uma-1 status=delivered
0615 16:00:00 orders.track order=uma-2 parcel=sf-uma-2 status=delivered
0615 17:00:00 budgets.fund product=oolong funding=oolong-1 amount=9000
0616 09:00:00 cases.request order=uma-2 line=1 kind=exchange reason=灯不亮
0616 14:00:00 cases.approve case=uma-2~1~1
0617 10:00:00 cases.send_back case=uma-2~1~1 parcel=sf-uma-2-back carrier=SF
0619 10:00:00 cases.receive case=uma-2~1~1
0622 12:00:00 shares.create shop=jia product=mug channel=group share=jia-mug-0622
0622 21:00:00 products.observe_price product=jasmine source=街角商城 price=5200
0622 21:00:00 products.observe_price product=giftbox source=街角商城 price=15900
0623 21:00:00 shares.create shop=pei product=kite channel=code share=pei-kite-0623
0624 20:00:00 cases.escalate case=uma-2~1~1 reason=等了五天
0625 10:00:00 cases.request order=uma-1 line=1 kind=refund_only amount=1000 reason=有划痕
0625 21:30:00 shelves.claim shop=lin
"""

Line = tuple[datetime, str, dict[str, Any]]  # an instant, a command and its arguments


def draw(*words: object) -> int:
    """Return a number fixed by the words, the same on every machine."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, words)).encode()).digest()[:6], "big")


def catalogue() -> dict[str, dict[str, Any]]:
    """Read ``CATALOGUE``: by product, the arguments of its listing."""
    offers: dict[str, dict[str, Any]] = {}
    for row in CATALOGUE.strip().splitlines():
        family, listed = row.split(": ")
        merchant, category, commission = family.split()
        for each in listed.split("; "):
            product, price, exclusive, title = each.split(maxsplit=3)
            offer = {"product": product, "merchant": merchant, "title": title, "category": category}
            prices = {"price": int(price), "exclusive_price": int(exclusive) or None}
            others = {"commission_bp": int(commission), "sensitive": product == "condoms"}
            offers[product] = offer | prices | others
    return offers


OFFERS = catalogue()


def opening() -> Iterator[Line]:
    """Bring in merchants, products and friends; what both owners of shops say twice is no news."""
    for merchant, name in MERCHANTS.items():
        yield START, "merchants.invite", {"merchant": merchant, "name": name}
    for offer in OFFERS.values():
        yield START, "products.list", offer
    for row in SHOPS.strip().splitlines():
        for friend in row.split(": ")[-1].split():
            yield START, "members.befriend", {"member": row.split()[0], "friend": friend}


def diary() -> Iterator[Line]:
    """Read ``DIARY``; a value is a word, a number, or the lines of an order such as mug:2,towel:1."""
    for row in DIARY.strip().splitlines():
        date, time, do, *words = row.split()
        args: dict[str, Any] = dict(word.split("=", 1) for word in words)
        for name, text in args.items():
            if name == "lines":
                wanted = (each.split(":") for each in text.split(","))
                args[name] = [{"product": product, "quantity": int(quantity)} for product, quantity in wanted]
            elif text.isdigit():
                args[name] = int(text)
        yield datetime.strptime(f"2021{date} {time}+0800", "%Y%m%d %H:%M:%S%z"), do, args


def shop(row: str) -> Iterator[Line]:
    """Tell of a shop: a cycle begins with a swap, a busy day with a share, and ever more friends come."""
    counts, nickname, sign, tastes, friends = row.split(": ")
    owner, *numbers = counts.split()
    first_day, busy, cycle, visits, orders = map(int, numbers)
    shown = [name for name, offer in OFFERS.items() if offer["category"] in tastes.split()]
    shown.sort(key=lambda name: draw(owner, name))
    came, days = 0, DAYS - first_day
    for day in range(days):
        morning = START + timedelta(days=first_day + day)
        at = morning + timedelta(seconds=draw(owner, day) % 3000)
        left, *shelf = (shown[(day // cycle + turn) % len(shown)] for turn in range(-1, SLOTS))
        if day == 0:
            yield at, "shops.open", {"owner": owner}
            yield at, "shops.edit", {"owner": owner, "nickname": nickname, "sign": sign}
            yield from ((at, "shelves.place", {"shop": owner, "product": product}) for product in shelf)
        elif day % cycle == 0:
            yield at, "shelves.swap", {"shop": owner, "remove": left, "place": shelf[-1]}
        if day % cycle < busy:
            product, channel = shelf[-1 - day % SLOTS], ("chat", "moments", "group", "code")[draw(at) % 4]
            share = f"{owner}-{product}-{at:%m%d}"
            yield at, "shares.create", {"shop": owner, "product": product, "channel": channel, "share": share}
        guests = sorted(friends.split(), key=lambda friend: draw(owner, friend, morning))
        for guest in guests[: visits * (day + 1) ** 2 // days**2 - came]:
            came += 1
            at = morning + timedelta(hours=1, seconds=draw(share, guest) % 39_000)
            yield at, "journeys.visit", {"visitor": guest, "share": share}
            if orders * came // visits > orders * (came - 1) // visits:
                yield from purchase(at + timedelta(minutes=7), f"{owner}-{came}", guest, share)


def purchase(at: datetime, order: str, buyer: str, share: str) -> Iterator[Line]:
    """Order one or two of what a share shows, and pay; seldom give it all back, before it is sent or after."""
    chance = draw(order)
    lines = [{"product": share.split("-")[1], "quantity": 1 + (chance % 5 == 0)}]
    yield at, "orders.place", {"order": order, "buyer": buyer, "lines": lines, "share": share}
    paid = at + timedelta(seconds=chance % 600)
    yield paid, "orders.pay", {"order": order, "payment": f"pay-{order}"}
    unwanted = chance % 11 == 0
    if unwanted and chance % 3 == 0:
        yield paid + timedelta(hours=2), "orders.refund", {"order": order, "refund": f"refund-{order}"}
        return
    sent = at.replace(hour=10) + timedelta(days=1)
    arrived = sent + timedelta(days=1 + chance % 3, hours=6)
    parcel = {"order": order, "parcel": f"sf-{order}"}
    yield sent, "orders.ship", parcel | {"carrier": "SF"}
    yield arrived, "orders.track", parcel | {"status": "delivered"}
    if unwanted:
        yield from giving_back(arrived, order)
    elif chance % 4 == 0:
        yield arrived + timedelta(hours=3), "orders.complete", {"order": order}


def giving_back(arrived: datetime, order: str) -> Iterator[Line]:
    """Send the goods of an order back in the two days after they arrived, for the money."""
    case = {"case": f"{order}~1~1"}
    wish = {"order": order, "line": 1, "kind": "return_and_refund", "reason": "不合适"}
    steps: list[tuple[int, str, dict[str, Any]]] = [
        (3, "cases.request", wish),
        (18, "cases.approve", case),
        (21, "cases.send_back", case | {"parcel": f"sf-{order}-back", "carrier": "SF"}),
        (45, "cases.receive", case),
        (47, "orders.refund", {"order": order, "refund": f"refund-{order}"} | case),
    ]
    yield from ((arrived + timedelta(hours=hours), do, args) for hours, do, args in steps)


def check(lines: list[Line]) -> None:
    """Count lin's sales, friends' visits and active days by a plain model; stop unless they are ``LIN``.

    Her friends stay; guests come through live shares, order what they show, and return whole orders.
    """
    friends: set[str] = set()
    prices: dict[str, int] = {}
    shares: dict[str, tuple[str, int]] = {}
    owed: dict[str, int] = {}
    paid: dict[str, int] = {}
    visits, days = set(), set()
    for at, do, args in lines:
        match {"do": do, **args}:
            case {"do": "members.befriend", "member": "lin", "friend": friend}:
                friends.add(friend)
            case {"do": "products.list" | "products.reprice", "product": product}:
                prices[product] = args["exclusive_price"] or args["price"]
            case {"do": "shelves.place" | "shelves.swap", "shop": "lin"}:
                days.add(at.date())
            case {"do": "shares.create", "shop": "lin", "product": product, "share": share}:
                days.add(at.date())
                shares[share] = product, prices[product]
            case {"do": "journeys.visit", "visitor": visitor, "share": share} if visitor in friends and share in shares:
                visits.add((visitor, at.date()))
            case {"do": "orders.place", "order": order, "lines": [line], "share": share} if share in shares:
                product, promise = shares[share]
                owed[order] = line["quantity"] * min(promise, prices[product])
            case {"do": "orders.pay", "order": order} if order in owed:
                paid[order] = owed[order]
            case {"do": "orders.refund", "order": order}:
                paid.pop(order, None)
    found = sum(paid.values()), len(visits), len(days)
    if found != LIN:
        raise SystemExit(f"lin has {found} for sales, visits and days, and should have {LIN}")


def main() -> None:
    """Print the journal in the order of time, and on standard error what is to be refused."""
    shops = (line for row in SHOPS.strip().splitlines() for line in shop(row))
    *_, (end, _, _) = diary()
    told = (line for line in (*opening(), *shops, *diary()) if line[0] <= end)
    lines = sorted(told, key=lambda line: line[0])
    check(lines)
    for number, (at, do, args) in enumerate(lines, 1):
        if do.startswith("!"):
            print(f"line {number} is to be refused: {do[1:]} {args}", file=sys.stderr)
        print(json.dumps({"at": at.isoformat(), "do": do.strip("!"), "args": args}, ensure_ascii=False))


if __name__ == "__main__":
    main()
