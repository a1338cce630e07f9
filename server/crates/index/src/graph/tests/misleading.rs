//! Namesakes that a use does not mean, however near they stand.

use super::super::*;
use super::index;

/// The calls, uses and parents of `id`, each as `other` with its confidence.
fn uses(fixture: &str, id: &str) -> Vec<(String, f32)> {
    let index = index(fixture);
    let snapshot = index.snapshot();
    let node = snapshot.find_node(id).unwrap_or_else(|| panic!("no node {id}"));
    let edges = snapshot.outgoing(node);
    let kept = edges.iter().filter(|edge| !matches!(edge.kind, EdgeKind::Contains | EdgeKind::Tests));
    kept.map(|edge| (snapshot.node_id(&edge.to), edge.confidence)).collect()
}

#[test]
fn parents_are_types_that_can_have_children() {
    let fixture = "
//- Cargo.toml
[package]
name = 'a'
//- src/lib.rs
use outside::Service;

pub trait Layer<S> {
    type Service;
    fn layer(&self, inner: S) -> Self::Service;
}

pub struct Limit;

impl<S> Layer<S> for Limit {
    type Service = Limited<S>;
    fn layer(&self, inner: S) -> Limited<S> {
        Limited { inner }
    }
}

pub struct Limited<S> {
    inner: S,
}

impl<S> Service for Limited<S> {
    fn call(&self) {}
}
";
    let found = uses(fixture, "src/lib.rs#Limited");
    assert!(found.iter().all(|(id, _)| !id.ends_with("Service")), "{found:?}");
    let found = uses(fixture, "src/lib.rs#Limit");
    assert!(found.contains(&("src/lib.rs#Layer".to_owned(), 0.98)), "{found:?}");
}

#[test]
fn an_import_from_outside_hides_what_the_file_and_the_package_define() {
    let python = "
//- a.py
try:
    from outside import connect, Session
except ImportError:
    def connect(): pass
    class Session: pass

def connect(): pass
class Session: pass

class Mine(Session):
    def run(self):
        return connect()
";
    assert_eq!(uses(python, "a.py#Mine.run"), []);
    assert_eq!(uses(python, "a.py#Mine"), []);
    let java = "
//- a/Service.java
package a;
public interface Service { }
//- a/Mine.java
package a;
import org.outside.Service;
public class Mine implements Service { }
";
    assert_eq!(uses(java, "a/Mine.java#Mine"), []);
}

#[test]
fn static_functions_of_c_stay_in_their_file() {
    let fixture = "
//- deps/client/client.c
static void *create_object(int kind) { return pool(kind, 0); }
void release_object(void *object) { drop(object, 1, 2); }
//- deps/other/other.c
void release_object(void *object) { drop(object, 3, 4); }
//- src/object.c
void *create_object(int kind) { return pool(kind, 1); }
void release_object(void *object) { drop(object, 5, 6); }
static int hidden(int kind) { return kind + 1000; }
//- src/main.c
int main(void) {
    release_object(create_object(1));
    return hidden(2);
}
";
    let found = uses(fixture, "src/main.c#main");
    let sure = |id: &str| found.iter().any(|(other, confidence)| other == id && *confidence >= 0.9);
    assert!(sure("src/object.c#create_object") && sure("src/object.c#release_object") && found.len() == 2, "{found:?}");
}

#[test]
fn signatures_of_overloads_are_not_what_is_called() {
    let fixture = "
//- a.py
from typing import overload

@overload
def pick(value: int) -> int: ...
@overload
def pick(value: str) -> str:
    ...
def pick(value):
    return value or None

def use():
    return pick(1)
//- b.ts
export function choose(value: string): string
export function choose(value: number): number
export function choose(value: any): any {
  return value || null
}
export function use() { return choose(1) }
";
    assert_eq!(uses(fixture, "a.py#use"), [("a.py#pick~3".to_owned(), 0.98)]);
    assert_eq!(uses(fixture, "b.ts#use"), [("b.ts#choose~3".to_owned(), 0.98)]);
}

#[test]
fn exported_macros_belong_to_the_root_of_their_crate() {
    let fixture = "
//- Cargo.toml
[workspace]
members = ['one', 'two']
//- one/Cargo.toml
[package]
name = 'one'
//- one/src/lib.rs
mod helpers;
mod user;
//- one/src/helpers.rs
#[macro_export]
macro_rules! ensure {
    ($it:expr) => { $it };
}
//- one/src/user.rs
use crate::ensure;
fn imported() { ensure!(1); }
fn qualified() { crate::ensure!(2); }
//- two/Cargo.toml
[package]
name = 'two'
//- two/src/lib.rs
macro_rules! ensure { () => {}; }
//- two/src/user.rs
use one::ensure;
fn foreign() { ensure!(1); one::ensure!(2); }
";
    for (id, count) in [("one/src/user.rs#imported", 1), ("one/src/user.rs#qualified", 1), ("two/src/user.rs#foreign", 1)] {
        let found = uses(fixture, id);
        let is_sure = found.iter().all(|(to, confidence)| to == "one/src/helpers.rs#ensure" && *confidence >= 0.9);
        assert!(is_sure && found.len() == count, "{id}: {found:?}");
    }
}

#[test]
fn code_does_not_call_what_is_written_for_tests() {
    let fixture = "
//- Cargo.toml
[package]
name = 'a'
//- src/lib.rs
pub struct Settings;
pub fn make(input: impl Shape) -> Settings {
    input.measure_twice();
    Default::default()
}
//- crates/test-utils/src/minicore.rs
pub mod default {
    pub trait Default: Sized {
        fn default() -> Self;
    }
    pub struct Gauge;
    impl Gauge {
        pub fn measure_twice(&self) {}
    }
}
";
    let found = uses(fixture, "src/lib.rs#make");
    let wrong: Vec<_> = found.iter().filter(|(to, confidence)| to.contains("test-utils") && *confidence > 0.3).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
