//! What a TypeScript file says about itself.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check_bindings(text: &str, expected: Expect) {
    expected.assert_eq(&render::bindings("src/service.ts", text.trim_start()));
}

fn check_imports(text: &str, expected: Expect) {
    expected.assert_eq(&render::imports("src/service.ts", text.trim_start()));
}

fn check_references(text: &str, expected: Expect) {
    expected.assert_eq(&render::references("src/service.ts", text.trim_start()));
}

fn check_symbols(text: &str, expected: Expect) {
    expected.assert_eq(&render::symbols("src/service.ts", text.trim_start()));
}

#[test]
fn definitions_know_owner_type_and_visibility() {
    check_symbols(
        r#"
/** A service. */
@Injectable({ scope: Scope })
export class Service<T extends Entity> extends Base<T> {
  private db: Database;
  static count = 0;
  #secret?: string;
  handler = async (x: number) => { this.db.find(x); };
  constructor(private readonly repo: Repo, options?: Options) {
    super();
  }
  /** Finds. */
  @Get('/x')
  async find(id: string, { a, b }: Options = {}): Promise<User | null> {
    return null;
  }
  get value(): number { return 1; }
}

export interface Store extends Parent {
  find(id: string): Promise<User>;
  name: string;
}
export type Alias = { x: Foo } | null;
export enum Color { Red, Green = 'g' }
export const LIMIT: number = 5, other = create();
// Arrow.
export const arrow = (x: Foo): Bar => helper(x);
export default function main(app: Express) {}
const api = { get(x: Foo) { return x; }, post: async () => {}, LIMIT };
function isFoo(x: unknown): x is Foo { return inner(x); function inner(y: T) {} }
abstract class Shape { abstract area(): number; }
namespace Space { export function inside() {} }
export { api };
"#,
        expect![[r#"
            1-17 class Service exported
                `export class Service<T extends Entity> extends Base<T>`
                doc `/** A service. */`
            4-4 field Service.db: Database in Service exported
                `private db: Database`
            5-5 field Service.count in Service exported
                `static count = 0`
            6-6 field Service.#secret: string in Service
                `#secret?: string`
            7-7 method Service.handler/1 in Service exported
                `handler = async (x: number)`
            8-10 constructor Service.constructor/2 in Service exported
                `constructor(private readonly repo: Repo, options?: Options)`
            8-8 field Service.repo: Repo in constructor
                `private readonly repo: Repo`
            11-15 method Service.find/2: User in Service exported
                `async find(id: string, { a, b }: Options = {}): Promise<User | null>`
                doc `/** Finds. */`
            16-16 method Service.value/0: number in Service exported
                `get value(): number`
            19-22 interface Store exported
                `export interface Store extends Parent`
            20-20 method Store.find/1: User in Store exported
                `find(id: string): Promise<User>`
            21-21 field Store.name: string in Store exported
                `name: string`
            23-23 type Alias exported
                `export type Alias = { x: Foo } | null`
            24-24 enum Color exported
                `export enum Color`
            24-24 variant Color.Red in Color exported
                `Red`
            24-24 variant Color.Green in Color exported
                `Green = 'g'`
            25-25 constant LIMIT: number exported
                `LIMIT: number = 5`
            25-25 constant other exported
                `other = create()`
            26-27 function arrow/1: Bar exported
                `export const arrow = (x: Foo): Bar`
                doc `// Arrow.`
            28-28 function main/1 exported
                `export default function main(app: Express)`
            29-29 constant api exported
                `const api = { get(x: Foo) { return x; }, post: async () => {}, LIMIT }`
            29-29 method api.get/1 in api
                `get(x: Foo)`
            29-29 method api.post/0 in api
                `post: async ()`
            30-30 function isFoo/1
                `function isFoo(x: unknown): x is Foo`
            30-30 function inner/1 in isFoo
                `function inner(y: T)`
            31-31 class Shape
                `abstract class Shape`
            31-31 method Shape.area/0: number in Shape
                `abstract area(): number`
            32-32 module Space
                `namespace Space`
            32-32 function inside/0 in Space exported
                `export function inside()`
        "#]],
    );
}

#[test]
fn uses_know_receiver_and_skip_locals() {
    check_references(
        r#"
export class Service extends Base<Entity> implements Store, ns.Other<Foo> {
  constructor(private readonly repo: Repo, options: Options) {
    super(options);
    this.db = new Database(options);
    this.repo.init();
  }
  async find<K>(id: K): Promise<User> {
    const user = await this.repo.load(id);
    user.touch();
    const made = makeFoo();
    made?.bar!.baz();
    items.map((item) => item.name(helper)).filter(Boolean);
    const { a, b: renamed } = options;
    send(a, renamed, { key: value, short });
    new ns.Thing<User>(other as Special).run();
    return toUser(user as User, LIMIT);
  }
}
"#,
        expect![[r#"
            Service: extends Base, type Entity, implements Store, value ns, implements ns.Other, type Foo
            constructor: type Repo, type Options, value self.db, call Database/1, value self.repo, call self.repo.init/0
            find: type User x3, value self.repo, call self.repo.load/1, call user.touch/0, call makeFoo/0, value made.bar, call [made.bar].baz/0, value items, call items.map/1, call item.name/1, value helper, call map().filter/1, value options, call send/3, value value, value short, value ns, call ns.Thing/1, value other, type Special, call <Thing>.run/0, call toUser/2, value LIMIT
        "#]],
    );
}

#[test]
fn locals_show_their_types() {
    check_bindings(
        r#"
class Service {
  run(id: string, user: User | null, list: Foo[], later: Promise<Bar>, optional?: Maybe, fallback = new Fallback()) {
    const made = new Thing(id);
    const result = await this.repo.load(id);
    const typed: ns.Late<string> = create();
    const cast = anything as Special;
    const { a, b: renamed, ...rest } = user;
    const [first] = list;
    let twice = new First();
    twice = new Second();
    const callback = (x) => x.go();
    for (const [key, value] of entries) {}
    try {} catch (error) {}
  }
}
function generic<T extends Entity, U>(t: T, u: U) {}
"#,
        expect![[r#"
            run: id: string, user: User, list, later: Bar, optional: Maybe, fallback: Fallback, made: Thing, result = load(), typed: Late, cast: Special, a, renamed, rest, first, twice: First, key, value, error
            callback: x
            generic: T: Entity, U, t: Entity, u
        "#]],
    );
}

#[test]
fn imports_of_every_form() {
    check_imports(
        r#"
import fs, { readFile as rf, type Foo } from 'fs';
import * as path from "path";
import './side';
import type { Bar } from './bar';
export { a, b as c } from './re';
export * from './all';
export * as ns from './ns';
import legacy = require('legacy');
const lazy = await import('./lazy');
"#,
        expect![[r#"
            "fs" "Foo" as "Foo"
            "fs" "default" as "fs"
            "fs" "readFile" as "rf"
            "path" "" as "path"
            "./side" "" as ""
            "./bar" "Bar" as "Bar"
            "./re" "a" as "a" reexport
            "./re" "b" as "c" reexport
            "./all" "" as "" glob reexport
            "./ns" "" as "ns" reexport
            "legacy" "" as "legacy"
            "./lazy" "" as ""
        "#]],
    );
}

#[test]
fn tests_are_named_by_their_title() {
    check_symbols(
        r#"
import { Service } from './service';
describe('Service', () => {
  beforeEach(() => { setup(); });
  it('finds users', async () => {
    const service = new Service();
    await service.find('1');
  });
  it.skip(`skips`, function () {});
});
test('alone', () => {});
"#,
        expect![[r#"
            2-9 module Service test
                `describe('Service'`
            4-7 function finds users in Service test
                `it('finds users'`
            8-8 function skips in Service test
                `it.skip(`skips``
            10-10 function alone test
                `test('alone'`
        "#]],
    );
}
