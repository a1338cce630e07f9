//! Components and pages that hold other languages.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn vue() {
    check(
        "src/Cart.vue",
        r#"<template>
  <div><OrderList :items="items" @click="place(1)" />{{ total(items) }}</div>
</template>

<script setup lang="ts">
import OrderList from './OrderList.vue'
const items: Item[] = load()
function place(n: number) { items.push(n) }
</script>

<style scoped>
.cart { color: red }
</style>
"#,
        &expect![[r#"
            constant items
            function place/1
            entry cart
            import ./OrderList.vue default as OrderList
            let place.n: number
            type > OrderList
            value > items
            call > place
            call > total
            type items> Item
            call items> load/0
            value place> items
            call place> items.push/1
        "#]],
    );
}

#[test]
fn svelte() {
    check(
        "src/Cart.svelte",
        r#"<script lang="ts">
  import List from './List.svelte';
  let count = 0;
  function add() { count += step(); }
</script>

<button on:click={add}>{label(count)}</button>
<List {count} />
"#,
        &expect![[r#"
            constant count
            function add/0
            import ./List.svelte default as List
            value add> count
            call add> step/0
            value > add
            call > label
            value > count
            type > List
        "#]],
    );
}

#[test]
fn html() {
    check(
        "index.html",
        r#"<html>
<head><link rel="stylesheet" href="css/a.css"><script src="js/a.js"></script></head>
<body id="top">
<script type="module">
import { start } from './b.js';
function go() { start(); }
</script>
</body>
</html>
"#,
        &expect![[r#"
            entry top
            function go/0
            import css/a.css  as css
            import js/a.js  as js
            import ./b.js start as start
            call go> start/0
        "#]],
    );
}
