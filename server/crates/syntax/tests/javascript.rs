//! What a JavaScript file with JSX says about itself.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check_imports(text: &str, expected: Expect) {
    expected.assert_eq(&render::imports("src/widget.jsx", text.trim_start()));
}

fn check_references(text: &str, expected: Expect) {
    expected.assert_eq(&render::references("src/widget.jsx", text.trim_start()));
}

fn check_symbols(text: &str, expected: Expect) {
    expected.assert_eq(&render::symbols("src/widget.jsx", text.trim_start()));
}

#[test]
fn definitions_of_every_form() {
    check_symbols(
        r#"
class Widget extends React.Component {
  state = {};
  #hidden = 1;
  static make = () => new Widget();
  constructor(props) { super(props); this.store = new Store(); this.onClick = () => {}; }
  render() { return null; }
}
exports.handler = async function (event) { return process(event); };
utils.trim = (text) => text;
Widget.prototype.extra = function (x, y) { this.render(); };
const helper = function named(a) { return a; };
var old = 5;
function* generate() {}
module.exports = { Widget, helper };
"#,
        expect![[r#"
            1-7 class Widget exported
                `class Widget extends React.Component`
            2-2 field Widget.state in Widget
                `state = {}`
            3-3 field Widget.#hidden in Widget
                `#hidden = 1`
            4-4 method Widget.make/0 in Widget
                `static make = ()`
            5-5 constructor Widget.constructor/1 in Widget
                `constructor(props)`
            5-5 field Widget.store: Store in constructor
                `this.store = new Store()`
            5-5 field Widget.onClick in constructor
                `this.onClick = () => {}`
            6-6 method Widget.render/0 in Widget
                `render()`
            8-8 function handler/1 exported
                `exports.handler = async function (event)`
            9-9 method utils.trim/1
                `utils.trim = (text)`
            10-10 method Widget.extra/2
                `Widget.prototype.extra = function (x, y)`
            11-11 function helper/1 exported
                `const helper = function named(a)`
            12-12 variable old
                `var old = 5`
            13-13 function generate/0
                `function* generate()`
        "#]],
    );
}

#[test]
fn components_are_used_like_calls() {
    check_references(
        r#"
const { Router } = require('./router');
function App({ items, onSelect }) {
  const [state, setState] = useState(0);
  setState(1);
  return <List.Group onClick={() => onSelect(state)}>{items.map((x) => <Item key={x.id} {...x} />)}<div>{helper}</div></List.Group>;
}
Widget.prototype.extra = function () { this.render(); Router.use(App); };
"#,
        expect![[r#"
            App: call useState/1, value List, call List.Group, call items.map/1, call Item, value x.id, value helper
            extra: value Widget, value Widget.prototype, call self.render/0, value Router, call Router.use/1, value App
        "#]],
    );
}

#[test]
fn require_is_an_import() {
    check_imports(
        r#"
const express = require('express');
const { Router, json: parse } = require('./router');
const client = require('./db').client;
require('side');
import thing from './thing.js';
"#,
        expect![[r#"
            "express" "" as "express"
            "./router" "Router" as "Router"
            "./router" "json" as "parse"
            "./db" "client" as "client"
            "side" "" as ""
            "./thing.js" "default" as "thing"
        "#]],
    );
}
