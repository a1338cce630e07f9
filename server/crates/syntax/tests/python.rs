//! What a Python file says about itself.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check_bindings(text: &str, expected: Expect) {
    expected.assert_eq(&render::bindings("tests/test_service.py", text.trim_start()));
}

fn check_imports(text: &str, expected: Expect) {
    expected.assert_eq(&render::imports("tests/test_service.py", text.trim_start()));
}

fn check_references(text: &str, expected: Expect) {
    expected.assert_eq(&render::references("tests/test_service.py", text.trim_start()));
}

fn check_symbols(text: &str, expected: Expect) {
    expected.assert_eq(&render::symbols("tests/test_service.py", text.trim_start()));
}

#[test]
fn definitions_know_owner_type_and_docstring() {
    check_symbols(
        r#"
"""Module."""
LIMIT: int = 10
app = Flask(__name__)


# Not the documentation: there is a docstring.
@decorator
def helper(x: int, *args, y: Optional[Foo] = None, **options) -> List[Foo]:
    """Helps.

    A lot.
    """
    return []


# Plain comment above.
def plain(): return 1


@dataclass
class Service(Base):
    """A service."""

    name: str
    client: Client = field()

    def __init__(self, repo: Repo, config: "Config | None" = None):
        self.repo = repo
        self.cache = Cache(10)
        self._later = None

    @property
    def value(self) -> Foo:
        return self.cache

    def start(self):
        self._later = Timer()
        async def tick(): ...

    class Meta:
        ordering = []
"#,
        expect![[r#"
            2-2 variable LIMIT: int exported
                `LIMIT: int = 10`
            3-3 variable app: Flask exported
                `app = Flask(__name__)`
            6-13 function helper/4: List exported
                `def helper(x: int, *args, y: Optional[Foo] = None, **options) -> List[Foo]`
                doc `"""Helps.\n\n    A lot.\n    """`
            16-17 function plain/0 exported
                `def plain()`
                doc `# Plain comment above.`
            20-41 class Service exported
                `class Service(Base)`
                doc `"""A service."""`
            24-24 field Service.name: str in Service exported
                `name: str`
            25-25 field Service.client: Client in Service exported
                `client: Client = field()`
            27-30 constructor Service.__init__/2 in Service
                `def __init__(self, repo: Repo, config: "Config | None" = None)`
            28-28 field Service.repo: Repo in __init__ exported
                `self.repo = repo`
            29-29 field Service.cache: Cache in __init__ exported
                `self.cache = Cache(10)`
            30-30 field Service._later: Timer in __init__
                `self._later = None`
            32-34 method Service.value/0: Foo in Service exported
                `def value(self) -> Foo`
            36-38 method Service.start/0 in Service exported
                `def start(self)`
            38-38 function tick/0 in start exported
                `async def tick()`
            40-41 class Service.Meta in Service exported
                `class Meta`
            41-41 field Meta.ordering in Meta exported
                `ordering = []`
        "#]],
    );
}

#[test]
fn uses_know_receiver_and_skip_locals() {
    check_references(
        r#"
class Service(Base, mixins.Mixin, Generic[T], metaclass=Meta):
    client: Client = field()

    def run(self, request, repo: Repo):
        super().run(request)
        self.repo.save(request.user, retries=LIMIT)
        found = helper(request)
        found.go()
        os.path.join(a, b)
        return [item.name() for item in self.items(key=order)]

    @app.route("/")
    def make(cls, n: np.ndarray) -> "Service":
        one = cls(n)
        callback = lambda m: m.done()
        callback(one)
        Repo().find(1).first
        try:
            pass
        except errors.Missing as error:
            raise Failure(error) from error
        global COUNT
        return sorted(found, key=by_name)
"#,
        expect![[r#"
            Service: extends Base, value mixins, extends mixins.Mixin, extends Generic, value T, value Meta
            client: type Client, call field/0
            run: type Repo, call super.run/1, value self.repo, call self.repo.save/2, value request.user, value LIMIT, call helper/1, call found.go/0, value os, value os.path, call [os.path].join/2, value a, value b, call item.name/0, call self.items/1, value order
            make: value app, call app.route/1, value np, type np.ndarray, call m.done/0, call Repo/0, call <Repo>.find/1, value find().first, value errors, value errors.Missing, call Failure/1, call sorted/2, value found, value by_name
        "#]],
    );
}

#[test]
fn locals_show_their_types() {
    check_bindings(
        r#"
class Service:
    def run(self, a, b: Foo, c=None, *args, d: Optional[Bar] = None, e: "pkg.Late | None" = None, **options):
        thing = Thing(1)
        made = make_thing()
        awaited = await self.fetch()
        later = None
        later = Later()
        twice = First()
        twice = Second()
        with Lock() as lock, open(a) as handle:
            pass
        for key, value in made.items():
            pass
        one = cls()
        listed: List[Foo] = []
        callback = lambda m: m.done()
"#,
        expect![[r#"
            run: a, b: Foo, c, args, d: Bar, e: Late, options, thing: Thing, made = make_thing(), awaited = fetch(), later: Later, twice, lock: Lock, handle = open(), key, value, one: Service, listed: List, callback, m
        "#]],
    );
}

#[test]
fn imports_keep_their_dots() {
    check_imports(
        r#"
import os, sys
import os.path
import numpy as np
from . import sibling
from ..pkg.mod import (
    Thing,  # comment
    other as alias,
)
from everything import *


def late():
    from .lazy import load
"#,
        expect![[r#"
            "os" "" as "os"
            "sys" "" as "sys"
            "os.path" "" as "os.path"
            "numpy" "" as "np"
            "." "sibling" as "sibling"
            "..pkg.mod" "Thing" as "Thing"
            "..pkg.mod" "other" as "alias"
            "everything" "" as "" glob
            ".lazy" "load" as "load"
        "#]],
    );
}

#[test]
fn tests_and_fixtures_are_marked() {
    check_symbols(
        r#"
import pytest


@pytest.fixture
def client():
    return App()


def test_runs(client):
    client.run()


class TestThing:
    def test_goes(self): ...
    def helper(self): ...
"#,
        expect![[r#"
            4-6 function client/0 exported test
                `def client()`
            9-10 function test_runs/1 exported test
                `def test_runs(client)`
            13-15 class TestThing exported
                `class TestThing`
            14-14 method TestThing.test_goes/0 in TestThing exported test
                `def test_goes(self)`
            15-15 method TestThing.helper/0 in TestThing exported
                `def helper(self)`
        "#]],
    );
}
