//! What a Go file says about itself.

#![allow(clippy::needless_raw_string_hashes, clippy::needless_pass_by_value, reason = "fixtures and expectations all look alike")]

mod render;

use expect_test::{Expect, expect};

fn check_bindings(text: &str, expected: Expect) {
    expected.assert_eq(&render::bindings("server/server.go", text.trim_start()));
}

fn check_imports(text: &str, expected: Expect) {
    expected.assert_eq(&render::imports("server/server.go", text.trim_start()));
}

fn check_references(text: &str, expected: Expect) {
    expected.assert_eq(&render::references("server/server.go", text.trim_start()));
}

fn check_symbols(text: &str, expected: Expect) {
    expected.assert_eq(&render::symbols("server/server.go", text.trim_start()));
}

#[test]
fn definitions_know_owner_and_type() {
    check_symbols(
        r#"
// Package server.
package server

// MaxConns is the limit.
const MaxConns = 10

const (
	// A doc.
	A Kind = iota
	B
)

var (
	ErrX = errors.New("x")
	def  *Server
)

// Server serves.
type Server struct {
	*Base
	db   *sql.DB `json:"x"`
	a, b int
}

type (
	Kind                        int
	Store[K comparable, V any] interface {
		Get(ctx context.Context, k K) (V, error)
	}
)

// New makes one.
func New(db *sql.DB, options ...Option) (*Server, error) {
	return nil, nil
}

// Run runs.
func (s *Server) Run(ctx context.Context, a, b int) error { return nil }
func (Server) loop()      {}
func (s *List[T]) Push(t T) {}
func TestRun(t *testing.T)  {}
"#,
        expect![[r#"
            4-5 constant MaxConns exported
                `const MaxConns = 10`
                doc `// MaxConns is the limit.`
            8-9 constant A: Kind exported
                `A Kind = iota`
                doc `// A doc.`
            10-10 constant B exported
                `B`
            14-14 variable ErrX exported
                `ErrX = errors.New("x")`
            15-15 variable def: Server
                `def  *Server`
            18-23 struct Server exported
                `type Server struct`
                doc `// Server serves.`
            21-21 field Server.db: DB in Server
                `db   *sql.DB `json:"x"``
            22-22 field Server.a: int in Server
                `a, b int`
            22-22 field Server.b: int in Server
                `a, b int`
            26-26 type Kind: int exported
                `Kind                        int`
            27-29 interface Store exported
                `Store[K comparable, V any]`
            28-28 method Store.Get/2: V in Store exported
                `Get(ctx context.Context, k K) (V, error)`
            32-35 function New/2: Server exported
                `func New(db *sql.DB, options ...Option) (*Server, error)`
                doc `// New makes one.`
            37-38 method Server.Run/3: error exported
                `func (s *Server) Run(ctx context.Context, a, b int) error`
                doc `// Run runs.`
            39-39 method Server.loop/0
                `func (Server) loop()`
            40-40 method List.Push/1 exported
                `func (s *List[T]) Push(t T)`
            41-41 function TestRun/1 exported
                `func TestRun(t *testing.T)`
        "#]],
    );
}

#[test]
fn the_receiver_counts_as_the_own_value() {
    check_references(
        r#"
package server

type Server struct {
	*Base
	http.Handler
	db *sql.DB
}

type Store interface {
	io.Reader
	Closer
}

func New(db *sql.DB, options ...Option) (*Server, error) {
	s := &Server{db: db, Options: Options{Name: nameOf(db)}}
	for _, option := range options {
		option(s)
	}
	client, err := api.NewClient(s.db)
	client.Do()
	return s, err
}

func (s *Server) Run(ctx context.Context) error {
	s.db.Query(MaxConns)
	s.opts.store.Get(ctx)
	go s.loop()
	defer func() { s.close() }()
	handler := http.HandlerFunc(s.handle)
	return fmt.Errorf("x")
}
"#,
        expect![[r#"
            Server: extends Base, extends http.Handler
            db: type sql.DB
            Store: extends io.Reader, extends Closer
            New: type sql.DB, type Option, type Server x2, type Options, call nameOf/1, value api, call api.NewClient/1, value s.db, call client.Do/0
            Run: type Server, type context.Context, value self.db, call self.db.Query/1, value MaxConns, value self.opts, value self.opts.store, call [self.opts.store].Get/1, call self.loop/0, call self.close/0, value http, call http.HandlerFunc/1, value self.handle, value fmt, call fmt.Errorf/1
        "#]],
    );
}

#[test]
fn locals_show_their_types() {
    check_bindings(
        r#"
package server

func (s *Server) Run(ctx context.Context, a, b int, opts ...Option) {
	made := &Point{x: 1}
	fresh := new(Thing)
	client, err := api.NewClient(s.db)
	asserted, ok := any.(*Special)
	var store *Store[int]
	var guess = makeGuess()
	for key, value := range items {
	}
	list := []Foo{}
}
"#,
        expect![[r#"
            Run: s: Server, ctx: Context, a: int, b: int, opts, made: Point, fresh: Thing, client = NewClient(), err, asserted: Special, ok, store: Store, guess = makeGuess(), key, value, list
        "#]],
    );
}

#[test]
fn imports_know_their_names() {
    check_imports(
        r#"
package server

import (
	"fmt"
	api "github.com/x/y/v2"
	"github.com/x/client/v3"
	. "gopkg.in/yaml.v3"
	_ "net/http/pprof"
)

import "os"
"#,
        expect![[r#"
            "fmt" "" as "fmt"
            "github.com/x/y/v2" "" as "api"
            "github.com/x/client/v3" "" as "client"
            "gopkg.in/yaml.v3" "" as "" glob
            "net/http/pprof" "" as "pprof"
            "os" "" as "os"
        "#]],
    );
}
