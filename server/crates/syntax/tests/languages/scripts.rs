//! Lua, shell and SQL.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn lua_module() {
    check(
        "lua/order.lua",
        r#"local repo = require("data.repo")
local format = require('util.fmt').format
local M = {}

--- Places orders.
local OrderService = setmetatable({}, { __index = Base })

function OrderService.new(store, n)
  local self = setmetatable({}, OrderService)
  self.store = store or repo.new(1)
  return self
end

function OrderService:place(order, ...)
  local found = repo.find(1)
  self.store:save(order)
  self:helper(1)
  helper(found)
  for i, item in ipairs(order.items) do
    item:total()
  end
end

local function helper(a)
  return format(a)
end

function M.setup(options)
  return OrderService.new(options)
end

return M
"#,
        &expect![[r#"
            variable M
            class OrderService documented
            method OrderService.new/2
            method OrderService.place/2
            function helper/1
            method M.setup/1
            import data.repo  as repo
            import util.fmt format as format
            let new.store: ?
            let new.n: ?
            let place.order: ?
            let place.found: find()
            let place.i: ?
            let place.item: ?
            let helper.a: ?
            let setup.options: ?
            call OrderService> setmetatable/2
            value OrderService> Base
            value new> OrderService
            call new> setmetatable/2
            value new> this.store
            value new> repo
            call new> repo.new/1
            value place> OrderService
            value place> repo
            call place> repo.find/1
            value place> this.store
            call place> this.store.save/1
            call place> this.helper/1
            call place> helper/1
            call place> ipairs/1
            value place> order.items
            call place> item.total/0
            call helper> format/1
            value setup> M
            value setup> OrderService
            call setup> OrderService.new/1
            value > M
        "#]],
    );
}

#[test]
fn shell_script() {
    check(
        "bin/build.sh",
        r#"#!/usr/bin/env bash
source ./lib/util.sh
. "$(dirname "$0")/other.sh"

MAX=3
readonly NAME="x"

# Builds.
build_it() {
  local name="$1"
  log_info "$name $MAX"
  for file in *.c; do compile "$file"; done
}

function helper { echo "$NAME"; }
trap cleanup EXIT
build_it "$@" | helper
"#,
        &expect![[r#"
            variable MAX
            variable NAME
            function build_it documented
            function helper
            import ./lib/util.sh  as sh
            import other.sh  as sh
            let build_it.name: ?
            let build_it.file: ?
            call build_it> log_info
            value build_it> MAX
            call build_it> compile
            call helper> echo
            value helper> NAME
            call > trap
            call > cleanup
            call > build_it
            call > helper
        "#]],
    );
}

#[test]
fn sql_schema() {
    check(
        "db/schema.sql",
        r#"-- Orders.
CREATE TABLE shop.orders (
  id INT PRIMARY KEY,
  user_id INT NOT NULL REFERENCES users(id)
);

CREATE INDEX idx_orders_user ON shop.orders (user_id);

CREATE VIEW active_orders AS
  SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE lower(o.state) = 'a';

CREATE FUNCTION add_one(a INT) RETURNS INT AS $$ SELECT a + 1; $$ LANGUAGE sql;

CREATE TRIGGER audit BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION add_one();

INSERT INTO orders (id) VALUES (add_one(1));
"#,
        &expect![[r#"
            entry orders documented
              field id: INT
              field user_id: INT
            entry idx_orders_user
            entry active_orders
            function add_one/1
            entry audit
            let active_orders.o: ?
            let active_orders.u: ?
            let add_one.a: ?
            type user_id> users
            type idx_orders_user> orders
            value active_orders> o.id
            value active_orders> u.name
            type active_orders> orders
            type active_orders> users
            value active_orders> u.id
            value active_orders> o.user_id
            call active_orders> lower
            value active_orders> o.state
            type audit> orders
            call audit> add_one
            type > orders
            call > add_one
        "#]],
    );
}
