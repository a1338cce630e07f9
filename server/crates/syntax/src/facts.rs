//! What one file says about itself: the output of [`crate::analyze`].
//!
//! Facts are syntactic. Nothing here is resolved: a reference holds the hash of the name it uses and what the tree shows
//! about its receiver; which definition it means is decided by the graph, at the time someone asks.

use sapwood_base::{LineRange, NameHash, Span};
use sapwood_grammars::LanguageId;

/// Everything extracted from one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileFacts {
    /// The file's language; `None` where no grammar knows it (it still has chunks).
    pub language: Option<LanguageId>,
    /// Number of lines.
    pub lines: u32,
    /// Package, namespace or module that the file declares for itself (`package com.acme`, `namespace Acme\Http`).
    pub package: Option<String>,
    /// Definitions in source order; a parent stands before its children.
    pub symbols: Vec<Symbol>,
    /// Uses of names, one entry for each distinct (enclosing symbol, name, kind, receiver).
    pub references: Vec<Reference>,
    /// One entry for each name that the file imports.
    pub imports: Vec<Import>,
    /// Local names (parameters, variables) with the type the tree shows, if it shows one.
    pub bindings: Vec<Binding>,
    /// Multi-segment qualifiers that [`Receiver::Path`] points into (`crate::a::b`, `os.path`).
    pub paths: Vec<String>,
    /// Fragments that cover every non-blank line exactly once, in source order.
    pub chunks: Vec<Chunk>,
    /// Project facts that a manifest states (`go.mod`, `Cargo.toml`, `package.json`, `tsconfig.json`).
    pub manifest: Vec<ManifestFact>,
    /// What could not be read as its grammar says.
    pub problems: Vec<Problem>,
}

/// What a definition is. The order is part of the storage format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SymbolKind {
    /// A free function.
    Function = 0,
    /// A function that belongs to a type.
    Method = 1,
    /// A method that makes a value of its type.
    Constructor = 2,
    /// A class.
    Class = 3,
    /// A struct or record.
    Struct = 4,
    /// An enumeration.
    Enum = 5,
    /// A variant of an enumeration.
    Variant = 6,
    /// An interface or protocol.
    Interface = 7,
    /// A trait or mixin.
    Trait = 8,
    /// A type alias or union.
    Type = 9,
    /// A field or property.
    Field = 10,
    /// A constant.
    Constant = 11,
    /// A variable at file or type level.
    Variable = 12,
    /// A module or namespace.
    Module = 13,
    /// A macro.
    Macro = 14,
    /// A section of a document, by heading.
    Section = 15,
    /// A keyed entry of a configuration, a rule of a style sheet, a table of a schema.
    Entry = 16,
}

impl SymbolKind {
    /// Every kind, in storage order.
    pub const ALL: [Self; 17] = [
        Self::Function,
        Self::Method,
        Self::Constructor,
        Self::Class,
        Self::Struct,
        Self::Enum,
        Self::Variant,
        Self::Interface,
        Self::Trait,
        Self::Type,
        Self::Field,
        Self::Constant,
        Self::Variable,
        Self::Module,
        Self::Macro,
        Self::Section,
        Self::Entry,
    ];

    /// The name shown to people and used in capture names (`definition.function`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Method => "method",
            Self::Constructor => "constructor",
            Self::Class => "class",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Variant => "variant",
            Self::Interface => "interface",
            Self::Trait => "trait",
            Self::Type => "type",
            Self::Field => "field",
            Self::Constant => "constant",
            Self::Variable => "variable",
            Self::Module => "module",
            Self::Macro => "macro",
            Self::Section => "section",
            Self::Entry => "entry",
        }
    }

    /// The kind called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// True for functions, methods, constructors and macros.
    pub fn is_callable(self) -> bool {
        matches!(self, Self::Function | Self::Method | Self::Constructor | Self::Macro)
    }

    /// True for what can own members.
    pub fn is_type(self) -> bool {
        matches!(self, Self::Class | Self::Struct | Self::Enum | Self::Interface | Self::Trait | Self::Type)
    }
}

/// One definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// Its simple name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Index of the symbol that encloses it in the source.
    pub parent: Option<u32>,
    /// Name of the type it is a member of: the class around it, the target of the `impl`, the receiver of a Go method.
    pub owner: Option<String>,
    /// Head of its declared type: the type of a field or constant, the return type of a function.
    pub type_name: NameHash,
    /// The whole definition with its documentation comment, attributes and decorators.
    pub span: Span,
    /// The lines of `span`.
    pub lines: LineRange,
    /// Its name, where it stands.
    pub name_span: Span,
    /// From the definition's first token to its body, without the body; never empty.
    pub signature: Span,
    /// Its documentation comment or docstring; empty where it has none.
    pub doc: Span,
    /// It is a test, or a fixture of one, by attribute or by the language's naming rule.
    pub is_test: bool,
    /// It is visible outside its file, as far as the language's syntax tells.
    pub is_exported: bool,
    /// Number of parameters without the receiver, where it is callable and the tree shows it.
    pub arity: Option<u8>,
}

/// How a name is used. The order is part of the storage format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ReferenceKind {
    /// It is called.
    Call = 0,
    /// It stands where a type stands.
    Type = 1,
    /// It is read or written as a value.
    Value = 2,
    /// It is invoked as a macro.
    Macro = 3,
    /// The enclosing type extends it.
    Extends = 4,
    /// The enclosing type implements it. In a block such as `impl A for B` the symbol is `B` where the file defines it, else
    /// none, with [`Receiver::Type`] of `B`.
    Implements = 5,
    /// A document or comment mentions it as code.
    Mention = 6,
}

impl ReferenceKind {
    /// Every kind, in storage order.
    pub const ALL: [Self; 7] = [Self::Call, Self::Type, Self::Value, Self::Macro, Self::Extends, Self::Implements, Self::Mention];
}

/// What stands before the name, as far as the tree shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receiver {
    /// Nothing: `f()`.
    None,
    /// The enclosing type's own value: `self.f()`, `this.f()`, `Self::f()`.
    This,
    /// The parent type: `super.f()`.
    Super,
    /// One identifier, a variable, a type or a module: `x.f()`, `X::f()`, `pkg.F()`.
    Name(NameHash),
    /// A field of the enclosing type's own value: `self.x.f()`.
    ThisField(NameHash),
    /// A value whose type is plain to see: `new X().f()`, `X {}.f()`.
    Type(NameHash),
    /// The result of calling a function of that name: `x().f()`.
    CallResult(NameHash),
    /// A qualifier of several segments, an index into [`FileFacts::paths`]: `a::b::f()`.
    Path(u32),
    /// Something the tree cannot tell.
    Unknown,
}

/// One or more equal uses of a name inside one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Hash of the name used.
    pub name: NameHash,
    /// How it is used.
    pub kind: ReferenceKind,
    /// What stands before it.
    pub receiver: Receiver,
    /// Index of the innermost symbol around it; `None` at file level.
    pub symbol: Option<u32>,
    /// Byte offset of the first such use.
    pub at: u32,
    /// How many such uses there are, at most 65,535.
    pub count: u16,
    /// Number of arguments, where it is a call and the tree shows it.
    pub arity: Option<u8>,
}

/// One imported name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Where from, as written without quotes: `./api`, `os.path`, `crate::routing`, `github.com/a/b`, `stdio.h`.
    pub path: String,
    /// The name taken from there; empty where the module itself is imported.
    pub name: String,
    /// The name it has in this file; equal to `name` (or the path's last segment) where there is no alias. Python's `import a.b`
    /// keeps the whole path, as it is used; a glob and an import for its effects alone have none.
    pub alias: String,
    /// Everything from there is imported.
    pub is_glob: bool,
    /// The file exports it again.
    pub is_reexport: bool,
    /// Where the statement stands.
    pub span: Span,
}

/// One local name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Hash of the name.
    pub name: NameHash,
    /// What the tree shows of its type.
    pub value: BindingValue,
    /// Index of the innermost symbol around it; `None` at file level. A field or variable whose value is a call is bound in
    /// itself, which tells its type and hides nothing.
    pub symbol: Option<u32>,
}

/// What the tree shows of a local's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BindingValue {
    /// Nothing.
    Unknown,
    /// It is declared with, or constructed as, the type of that name.
    Type(NameHash),
    /// It holds the result of calling the function of that name.
    CallResult(NameHash),
}

/// What a fragment is. The order is part of the storage format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ChunkKind {
    /// A whole callable, or a piece of a long one.
    Function = 0,
    /// What a type holds beside its callables: header, fields, variants.
    Type = 1,
    /// Lines that no definition covers.
    Window = 2,
    /// A document section.
    Section = 3,
}

/// A fragment of a file: the unit of lexical and similarity search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Its bytes.
    pub span: Span,
    /// Its lines.
    pub lines: LineRange,
    /// The symbol it belongs to.
    pub symbol: Option<u32>,
    /// What it is.
    pub kind: ChunkKind,
}

/// One project fact of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFact {
    /// What is stated.
    pub kind: ManifestKind,
    /// The name or pattern: a module path, a crate name, a package name, a path alias such as `@/*`.
    pub key: String,
    /// What it maps to, relative to the manifest's folder; empty for the folder itself.
    pub value: String,
}

/// What a manifest can state. The order is part of the storage format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ManifestKind {
    /// `module` of a `go.mod`.
    GoModule = 0,
    /// A crate (`-` already replaced by `_`) and its root file.
    Crate = 1,
    /// A package of npm and its entry file.
    NodePackage = 2,
    /// One entry of `compilerOptions.paths`; `value` already joined with `baseUrl`.
    TsPath = 3,
    /// `compilerOptions.baseUrl`; `key` is empty.
    TsBase = 4,
}

/// Something in the file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, in one sentence.
    pub message: String,
}
