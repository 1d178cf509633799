"""The tree over the leaves of a seal: the published roots, and paths that lead there from each leaf, no other way."""

import pytest

from socialcommerce.audit.seals import tree

ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of Certificate Transparency, which RFC 6962 describes: the roots over the first so many of the entries."""


def leaves(size: int) -> list[bytes]:
    return [tree.leaf(b"%d" % number) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_were_published_for_rfc_6962(size: int) -> None:
    assert tree.root([tree.leaf(bytes.fromhex(entry)) for entry in ENTRIES[:size]]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize("size", [*range(1, 34), 100, 1_000])
def test_the_path_of_every_leaf_leads_to_the_root(size: int) -> None:
    every = leaves(size)
    root = tree.root(every)
    for index in range(0, size, max(1, size // 40)):
        path = tree.path(every, index)
        assert tree.root_over(every[index], index, size, path) == root
        assert len(path) <= (size - 1).bit_length()


@pytest.mark.parametrize("size", range(2, 18))
def test_no_path_leads_there_from_another_place_or_leaf(size: int) -> None:
    every = leaves(size)
    root = tree.root(every)
    for index in range(size):
        path = tree.path(every, index)
        for other in range(size):
            if other != index:
                assert tree.root_over(every[index], other, size, path) != root
                assert tree.root_over(every[other], index, size, path) != root


def test_a_path_that_is_longer_or_shorter_or_of_no_place_is_none() -> None:
    every = leaves(5)
    path = tree.path(every, 1)
    assert tree.root_over(every[1], 1, 5, path[:-1]) is None
    assert tree.root_over(every[1], 1, 5, [*path, path[0]]) is None
    assert tree.root_over(every[1], -1, 5, path) is None
    assert tree.root_over(every[1], 5, 5, path) is None


def test_an_inner_node_is_no_leaf() -> None:
    first, second = leaves(2)
    assert tree.root([first, second]) != tree.leaf(first + second)
