//! What the captures and settings of a language's query mean, worked out once per language.
//!
//! The pass over a tree looks roles up by capture index; it compares no capture names.

use std::sync::OnceLock;

use sapwood_grammars::{Family, Language, LanguageId, Visibility, language, languages};
use tree_sitter::Query;

use crate::SymbolKind;
use crate::expression::{self, Expression};

/// What a capture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A helper of a predicate, or a capture this crate has no use for.
    None,
    Definition(SymbolKind),
    Container,
    Name,
    Owner,
    This,
    Type,
    Params,
    Body,
    Exported,
    Private,
    ExportedName,
    Wrapper,
    WrapperExported,
    Decorator,
    Attribute,
    Comment,
    Doc,
    Test,
    Use(UseKind),
    Receiver,
    Arguments,
    Import,
    ImportPath,
    ImportName,
    ImportAlias,
    ImportGlob,
    ImportReexport,
    ImportTree,
    ImportQualified,
    Package,
    Binding,
    BindingName,
    BindingType,
    BindingValue,
    Chunk,
    Mentions,
    Tokens,
    InjectionContent,
    InjectionLanguage,
}

/// How a captured name is used, the most telling first: where one node is captured in several ways, the first wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UseKind {
    /// Not a use: the name of a definition or binding, a key, a label.
    Ignore,
    Call,
    Macro,
    Extends,
    Implements,
    Type,
    Qualifier,
    Token,
    Mention,
    Value,
}

/// Which names a pattern applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NameCase {
    #[default]
    Any,
    Lower,
    Upper,
}

/// The settings of one pattern.
#[derive(Debug, Default)]
pub(crate) struct PatternSettings {
    pub(crate) import_name: Option<Box<str>>,
    pub(crate) import_prefix: Option<Box<str>>,
    pub(crate) injection_language: Option<Box<str>>,
    pub(crate) case: NameCase,
}

/// A language's query with the meaning of its parts.
pub(crate) struct Compiled {
    pub(crate) language: &'static Language,
    pub(crate) query: &'static Query,
    pub(crate) roles: Vec<Role>,
    pub(crate) settings: Vec<PatternSettings>,
    /// `T(…)` makes a value of the type `T`.
    pub(crate) calls_construct: bool,
}

/// The compiled query of the language with that id.
pub(crate) fn compiled(id: LanguageId) -> &'static Compiled {
    static TABLE: OnceLock<Vec<OnceLock<Compiled>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| languages().iter().map(|_| OnceLock::new()).collect());
    table[usize::from(id.0)].get_or_init(|| compile(language(id)))
}

fn compile(language: &'static Language) -> Compiled {
    let query = language.query();
    Compiled {
        language,
        query,
        roles: query.capture_names().iter().map(|name| role(name)).collect(),
        settings: (0..query.pattern_count()).map(|pattern| settings(query, pattern)).collect(),
        calls_construct: matches!(language.family, Family::Rust | Family::Python | Family::Swift | Family::Jvm | Family::C),
    }
}

impl Compiled {
    /// Reads an expression of the language. Words such as `self`, `parent` and `base` are plain names where the language does
    /// not reserve them.
    pub(crate) fn expression<'a>(&self, text: &'a str) -> Expression<'a> {
        let read = expression::classify(text, self.calls_construct);
        let family = self.language.family;
        let has_self = !matches!(family, Family::Jvm | Family::C | Family::DotNet | Family::Go);
        let word = text.trim();
        match (read, word) {
            (Expression::Super, "parent") if family != Family::Php => Expression::Name(word),
            (Expression::Super, "base") if family != Family::DotNet => Expression::Name(word),
            (Expression::This, "self" | "cls") if !has_self => Expression::Name(word),
            (Expression::ThisField(_), _) if !has_self && word.starts_with("self.") => Expression::Path(word),
            _ => read,
        }
    }

    /// True where a definition called `name` can be used outside its file, as far as marks and the name tell.
    pub(crate) fn is_exported(&self, name: &str, marked: bool, hidden: bool) -> bool {
        match self.language.visibility {
            Visibility::Marked => marked,
            Visibility::Open => !hidden,
            Visibility::UpperCase => name.chars().next().is_some_and(char::is_uppercase),
            Visibility::Underscore => !name.starts_with('_'),
        }
    }
}

fn role(name: &str) -> Role {
    if let Some(kind) = name.strip_prefix("definition.") {
        return SymbolKind::from_name(kind).map_or(Role::None, Role::Definition);
    }
    match name {
        "container.type" => Role::Container,
        "name" => Role::Name,
        "owner" => Role::Owner,
        "this" => Role::This,
        "type" => Role::Type,
        "params" => Role::Params,
        "body" => Role::Body,
        "exported" => Role::Exported,
        "private" => Role::Private,
        "exported.name" => Role::ExportedName,
        "wrapper" => Role::Wrapper,
        "wrapper.exported" => Role::WrapperExported,
        "decorator" => Role::Decorator,
        "attribute" => Role::Attribute,
        "comment" => Role::Comment,
        "doc" => Role::Doc,
        "test" => Role::Test,
        "receiver" => Role::Receiver,
        "arguments" => Role::Arguments,
        "ignore" => Role::Use(UseKind::Ignore),
        "reference.call" => Role::Use(UseKind::Call),
        "reference.macro" => Role::Use(UseKind::Macro),
        "reference.extends" => Role::Use(UseKind::Extends),
        "reference.implements" => Role::Use(UseKind::Implements),
        "reference.type" => Role::Use(UseKind::Type),
        "reference.qualifier" => Role::Use(UseKind::Qualifier),
        "reference.token" => Role::Use(UseKind::Token),
        "reference.mention" => Role::Use(UseKind::Mention),
        "reference.value" => Role::Use(UseKind::Value),
        _ => passive_role(name),
    }
}

/// Roles of imports, bindings, chunks and injections.
fn passive_role(name: &str) -> Role {
    match name {
        "import" => Role::Import,
        "import.path" => Role::ImportPath,
        "import.name" => Role::ImportName,
        "import.alias" => Role::ImportAlias,
        "import.glob" => Role::ImportGlob,
        "import.reexport" => Role::ImportReexport,
        "import.tree" => Role::ImportTree,
        "import.qualified" => Role::ImportQualified,
        "package" => Role::Package,
        "binding" => Role::Binding,
        "binding.name" => Role::BindingName,
        "binding.type" => Role::BindingType,
        "binding.value" => Role::BindingValue,
        "chunk" => Role::Chunk,
        "mentions" => Role::Mentions,
        "tokens" => Role::Tokens,
        "injection.content" => Role::InjectionContent,
        "injection.language" => Role::InjectionLanguage,
        _ => Role::None,
    }
}

fn settings(query: &Query, pattern: usize) -> PatternSettings {
    let mut settings = PatternSettings::default();
    for property in query.property_settings(pattern) {
        let value = || property.value.clone();
        match &*property.key {
            "import.name" => settings.import_name = value(),
            "import.prefix" => settings.import_prefix = value(),
            "injection.language" => settings.injection_language = value(),
            "binding.case" | "reference.case" => {
                settings.case = match property.value.as_deref() {
                    Some("lower") => NameCase::Lower,
                    Some("upper") => NameCase::Upper,
                    _ => NameCase::Any,
                }
            }
            _ => {}
        }
    }
    settings
}
