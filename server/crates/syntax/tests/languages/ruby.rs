//! Ruby.

use expect_test::{Expect, expect};

use super::show::show;

fn check(path: &str, text: &str, expected: &Expect) {
    expected.assert_eq(&show(path, text));
}

#[test]
fn service() {
    check(
        "lib/order_service.rb",
        r#"require 'json'
require_relative "../lib/repo"

module Acme
  # Places orders.
  class OrderService < BaseService
    include Comparable
    MAX = 3
    attr_reader :repo, :name

    def initialize(repo, options = {}, *rest, key: 1, &block)
      @repo = Repo.new(repo)
      @count = 0
      super(repo)
    end

    def self.create(repo)
      new(repo)
    end

    def place(order)
      found = Order.new(1)
      made = repo.find(2)
      @repo.save(found)
      self.helper(1)
      helper 2
      Util.go
      Acme::Format.run(made)
      items.each { |item| item.total }.map(&:price)
      raise OrderError, "x" if order.ok?
    rescue OrderError => error
      log(error)
    end

    private

    def helper(n) = n + MAX
  end

  module Format
    def self.run(text); end
  end
end
"#,
        &expect![[r#"
            trait Acme
              class Acme.OrderService documented
                constant OrderService.MAX
                field OrderService.repo: Repo
                field OrderService.name
                constructor OrderService.initialize/5
                  field OrderService.count
                method OrderService.create/1
                method OrderService.place/1
                method OrderService.helper/1
              trait Acme.Format
                method Format.run/1
            import json  as json
            import ./../lib/repo  as repo
            let initialize.repo: ?
            let initialize.options: ?
            let initialize.rest: ?
            let initialize.key: ?
            let initialize.block: ?
            let create.repo: ?
            let place.order: ?
            let place.found: Order
            let place.made: find()
            let place.item: ?
            let place.error: ?
            let helper.n: ?
            let run.text: ?
            extends OrderService> BaseService
            implements OrderService> Comparable
            call initialize> Repo/1
            call create> new/1
            call place> Order/1
            value place> repo
            call place> repo.find/1
            call place> this.repo.save/1
            call place> this.helper/1
            call place> helper/1
            type place> Util
            call place> Util.go
            type place> Acme
            type place> Acme.Format
            call place> [Acme::Format].run/1
            value place> items
            call place> items.each
            call place> item.total
            call place> ?.map/1
            call place> price
            type place> OrderError
            call place> order.ok?
            call place> log/1
            type helper> MAX
        "#]],
    );
}

#[test]
fn specs_are_tests() {
    check(
        "spec/order_spec.rb",
        r#"RSpec.describe OrderService do
  it "adds" do
    expect(OrderService.new(1).place(2)).to eq(2)
  end
end
"#,
        &expect![[r#"
            function adds test
            type > RSpec
            call > RSpec.describe/1
            type > OrderService
            call adds> it/1
            call adds> expect/1
            call adds> OrderService/1
            call adds> <OrderService>.place/1
            call adds> expect().to/1
            call adds> eq/1
        "#]],
    );
}
