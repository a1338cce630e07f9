//! Which of several namesakes a person means, and the places that can be asked for.

use super::index;

const PROJECT: &str = r"
//- deps/lib/ref.ts
export function ref(value) { return value }
//- src/__tests__/ref.spec.ts
const holder = { ref: 1 }
export function ref() { return holder }
//- src/b/ref.ts
export function ref(value: number) {
  return value + 1
}
//- src/a/other.ts
class Box { ref = 1 }
export function ref(value: string) {
  return value + '1'
}
//- src/use.ts
import { ref } from './b/ref'
export function one() { return ref(1) }
export function two() { return ref(2) }
";

#[test]
fn what_is_used_most_comes_first_and_tests_last() {
    let index = index(PROJECT);
    let snapshot = index.snapshot();
    let named = |query: &str| snapshot.find_symbol(query).iter().map(|&it| snapshot.node_id(&it.into())).collect::<Vec<_>>();
    let found = named("ref");
    assert_eq!(&found[..3], ["src/b/ref.ts#ref", "src/a/other.ts#ref", "src/a/other.ts#Box.ref"], "{found:?}");
    assert_eq!(named("Box.ref"), ["src/a/other.ts#Box.ref"]);
}

#[test]
fn places_are_found_however_they_are_written() {
    let index = index(PROJECT);
    let snapshot = index.snapshot();
    let nodes = |query: &str| snapshot.find_nodes(query).iter().map(|it| snapshot.node_id(it)).collect::<Vec<_>>();
    for place in ["src/b/ref.ts:2", "./src/b/ref.ts:2", "src/b/ref.ts:2:7", "./src/b/ref.ts:2:1"] {
        assert_eq!(nodes(place), ["src/b/ref.ts#ref"], "{place}");
    }
    assert_eq!(nodes("./src/b/ref.ts"), ["src/b/ref.ts"]);
    assert_eq!(nodes("src/b/ref.ts:900"), [""; 0]);
    assert!(snapshot.place_of("src/b/ref.ts:900").is_some() && snapshot.place_of("nothing.ts:1").is_none());
}

#[test]
fn a_neighbourhood_ends_where_it_is_told_to() {
    let index = index(PROJECT);
    let snapshot = index.snapshot();
    let start = snapshot.find_symbol("src/b/ref.ts#ref")[0];
    assert_eq!(snapshot.neighbourhood(start, 4, 3).nodes.len(), 3);
    assert_eq!(snapshot.neighbourhood_until(start, 4, 100, &|| true).nodes.len(), 1);
}
