//! What a Rust file says about itself.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check_bindings(text: &str, expected: Expect) {
    expected.assert_eq(&render::bindings("src/server.rs", text.trim_start()));
}

fn check_imports(text: &str, expected: Expect) {
    expected.assert_eq(&render::imports("src/server.rs", text.trim_start()));
}

fn check_references(text: &str, expected: Expect) {
    expected.assert_eq(&render::references("src/server.rs", text.trim_start()));
}

fn check_symbols(text: &str, expected: Expect) {
    expected.assert_eq(&render::symbols("src/server.rs", text.trim_start()));
}

#[test]
fn definitions_know_owner_type_doc_and_tests() {
    check_symbols(
        r#"
/// A server.
///
/// It serves.
#[derive(Debug, Clone)]
pub struct Server<T> {
    /// Where records live.
    pub db: Arc<Database>,
    cache: Option<Cache>,
}

impl<T: Handler> Server<T> {
    /// Makes one.
    pub fn new(db: Arc<Database>, size: usize) -> Self {
        Self { db, cache: None }
    }

    async fn run(&mut self, request: Request) -> Result<Response, Error> {
        fn inner(n: u8) {}
        inner(1);
        self.answer(request).await
    }
}

impl fmt::Display for routing::Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

pub trait Handler: Send {
    const LIMIT: usize;
    type Output;
    fn handle(&self, request: &Request) -> Self::Output;
}

pub(crate) enum Kind {
    A,
    B(u32),
}

static COUNT: AtomicUsize = AtomicUsize::new(0);
macro_rules! square {
    ($x:expr) => { $x * $x };
}
type Shared = Arc<Server<u8>>;

// Not documentation: a blank line follows.

const MAX: usize = 10; // not documentation of `helper` either
fn helper(_: &Request) {}

#[cfg(test)]
mod tests {
    fn fixture() {}

    #[tokio::test]
    async fn runs() {}
}
"#,
        expect![[r#"
            1-9 struct Server exported
                `pub struct Server<T>`
                doc `/// A server.\n///\n/// It serves.`
            6-7 field Server.db: Database in Server exported
                `pub db: Arc<Database>`
                doc `/// Where records live.`
            8-8 field Server.cache: Option in Server
                `cache: Option<Cache>`
            12-15 method Server.new/2: Server exported
                `pub fn new(db: Arc<Database>, size: usize) -> Self`
                doc `/// Makes one.`
            17-21 method Server.run/1: Response
                `async fn run(&mut self, request: Request) -> Result<Response, Error>`
            18-18 function inner/1 in run
                `fn inner(n: u8)`
            25-27 method Table.fmt/1: Result
                `fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result`
            30-34 trait Handler exported
                `pub trait Handler: Send`
            31-31 constant Handler.LIMIT: usize in Handler exported
                `const LIMIT: usize`
            32-32 type Handler.Output in Handler exported
                `type Output`
            33-33 method Handler.handle/1: Output in Handler exported
                `fn handle(&self, request: &Request) -> Self::Output`
            36-39 enum Kind exported
                `pub(crate) enum Kind`
            37-37 variant Kind.A in Kind exported
                `A`
            38-38 variant Kind.B in Kind exported
                `B(u32)`
            41-41 variable COUNT: AtomicUsize
                `static COUNT: AtomicUsize = AtomicUsize::new(0)`
            42-44 macro square
                `macro_rules! square`
            45-45 type Shared: Server
                `type Shared = Arc<Server<u8>>`
            49-49 constant MAX: usize
                `const MAX: usize = 10`
            50-50 function helper/1
                `fn helper(_: &Request)`
            52-58 module tests test
                `mod tests`
            54-54 function fixture/0 in tests test
                `fn fixture()`
            56-57 function runs/0 in tests test
                `async fn runs()`
        "#]],
    );
}

#[test]
fn uses_know_receiver_and_skip_locals() {
    check_references(
        r#"
impl<T: Handler> Server<T> {
    fn run(&mut self, request: Request, t: T) -> Result<Response, Error> {
        self.db.query(request.id)?;
        helper(&request);
        let made = make_thing()?;
        made.go();
        t.handle();
        self.items().first().map(Self::convert);
        for item in self.items() {
            item.touch();
        }
        if let Some(found) = find(MAX) {
            found.save();
        }
        match request.kind {
            Kind::A => Server::<u8>::stop(),
            Kind::B(n) if n > LIMIT => {}
            other => drop(other),
        }
        let text = format!("{}", shape(made.name(), self.db.len(), routing::Table::of(1)));
        assert!(matches!(text, Pattern { key: 1 }), key = value_of(made));
        Foo { field: request.id, text }.finish(items.iter().map(|x| x.foo()).collect::<Vec<_>>());
        crate::util::log(text);
        let call = |argument: u8| argument + extra();
        call(1);
        Ok(Response::default())
    }
}
impl<T> fmt::Display for Server<T> {}
struct Server<T>(T);
trait Service: Base + fmt::Debug {}
"#,
        expect![[r#"
            the file: type Handler, type Server x2
            run: type Request, type Response x2, type Error, value self.db x2, call self.db.query/1, value request.id x2, call helper/1, call make_thing/0, call made.go/0, call t.handle/0, call self.items/0 x2, call items().first/0, call first().map/1, value self.convert, call item.touch/0, call find/1, value MAX, call found.save/0, value request.kind, type Kind x2, value Kind.A, type Server, call Server.stop/0, value Kind.B, value LIMIT, call drop/1, macro format, call shape, call made.name, call self.db.len, type routing.Table, call [routing::Table].of, macro assert, macro matches, type Pattern, call value_of, type Foo, call <Foo>.finish/1, value items, call items.iter/0, call ?.map/1, call x.foo/0, call map().collect/0, call [crate::util].log/1, call extra/0, call Response.default/0
            Server: implements fmt.Display
            Service: extends Base, extends fmt.Debug
        "#]],
    );
}

#[test]
fn locals_show_their_types() {
    check_bindings(
        r#"
impl Server {
    fn run<T: Handler>(&mut self, request: &mut Arc<Request>, t: T, list: Vec<Item>, boxed: Box<dyn Shape + Send>) {
        let cache = Cache::new(10);
        let shared = Arc::new(cache);
        let typed: MutexGuard<'_, State> = self.state.lock();
        let mut literal = Point { x: 1 };
        let made = make_thing(1)?;
        let chained = self.builder().with_name("x").finish().await?;
        let own = Self::default();
        let (left, right) = split();
        let twice = First::new();
        let twice = Second::new();
        let closure = |argument| argument.go();
        let sum = a.len() + b.len();
        if let Some(Kind::B { inner, other: renamed }) = find() {}
        let quantity = match request.kind() { _ => 1 };
    }
}
"#,
        expect![[r#"
            run: T: Handler, request: Request, t: Handler, list: Vec, boxed: Shape, cache: Cache, shared: Cache, typed: State, literal: Point, made = make_thing(), chained = finish(), own: Server, left, right, twice, closure, argument, sum, inner, renamed, quantity
        "#]],
    );
}

#[test]
fn use_trees_are_taken_apart() {
    check_imports(
        r#"
use std::{fmt, sync::Arc};
use crate::a::{self, b::C as D, e::*, f::{G, H}};
pub use self::x::Y;
use super::*;
use serde;
pub(crate) mod sub;
mod inline { use deep::Thing; }
extern crate alloc as memory;
"#,
        expect![[r#"
            "std" "fmt" as "fmt"
            "std::sync" "Arc" as "Arc"
            "crate::a" "" as "a"
            "crate::a::b" "C" as "D"
            "crate::a::e" "" as "" glob
            "crate::a::f" "G" as "G"
            "crate::a::f" "H" as "H"
            "self::x" "Y" as "Y" reexport
            "super" "" as "" glob
            "serde" "" as "serde"
            "self::sub" "" as "sub" reexport
            "deep" "Thing" as "Thing"
            "alloc" "" as "memory"
        "#]],
    );
}
