//! The table of languages and their compiled queries. It does not know what the captures mean.

use std::sync::OnceLock;

use tree_sitter::{Language as Grammar, Query};

/// A language of the registry: its place in the registry's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(pub u8);

/// How the imports of a language name what they take; the graph resolves each style in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportStyle {
    /// `use crate::a::b`, `mod a;`.
    Rust,
    /// Dotted modules, relative ones with leading dots.
    Python,
    /// Relative files, packages and path aliases.
    JavaScript,
    /// Import paths below a module's path; the last segment is the name.
    Go,
    /// `package a.b` and `import a.b.C`; a package may span folders.
    JvmPackage,
    /// `#include "a/b.h"`.
    CInclude,
    /// `using A.B`; everything in the namespace is visible.
    CSharpNamespace,
    /// `use A\B\C` and `require 'a.php'`.
    Php,
    /// `require 'a/b'`, `require_relative`; constants are global.
    Ruby,
    /// `local m = require 'a.b'`.
    Lua,
    /// `import Module`; everything in one module is visible without import.
    Swift,
    /// `source ./a.sh`.
    Shell,
    /// `@import "a.css"`.
    Css,
    /// `src` and `href` attributes.
    Html,
    /// No imports.
    None,
}

/// Languages whose definitions can mean one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// JavaScript, TypeScript and the component languages that embed them.
    Web,
    /// Go.
    Go,
    /// Java, Kotlin and Scala.
    Jvm,
    /// C and C++.
    C,
    /// C#.
    DotNet,
    /// Ruby.
    Ruby,
    /// PHP.
    Php,
    /// Swift.
    Swift,
    /// Lua.
    Lua,
    /// Shell scripts.
    Shell,
    /// SQL.
    Sql,
    /// Style sheets.
    Style,
    /// Configuration and other data.
    Data,
    /// Prose.
    Prose,
}

/// What the files of a language hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Content {
    /// Programs.
    Code,
    /// Text for people.
    Prose,
    /// Configuration and records.
    Data,
}

/// What decides whether a definition can be used outside its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// It is, where the match holds `@exported`.
    Marked,
    /// It is, unless the match holds `@private`.
    Open,
    /// It is, where its name starts with an upper-case letter.
    UpperCase,
    /// It is, unless its name starts with an underscore.
    Underscore,
}

/// One language.
pub struct Language {
    /// Its place in the table.
    pub id: LanguageId,
    /// Its name in lower case, as shown to people and accepted in requests.
    pub name: &'static str,
    /// File extensions without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names that tell the language.
    pub file_names: &'static [&'static str],
    /// Other names of the language: interpreters in a `#!` line, tags of a code fence, editors' language ids.
    pub aliases: &'static [&'static str],
    /// What starts a comment that ends with its line; empty where there is none.
    pub line_comment: &'static str,
    /// How its imports name what they take.
    pub import_style: ImportStyle,
    /// Which languages its definitions can reference.
    pub family: Family,
    /// What its files hold.
    pub content: Content,
    /// What decides whether a definition can be used outside its file.
    pub visibility: Visibility,
    /// A call without receiver may mean a method of the enclosing type.
    pub implicit_this: bool,
    /// Functions of a test file whose names start so are tests; empty where the language has no such rule.
    pub test_prefix: &'static str,
    grammar: fn() -> Grammar,
    folders: &'static [&'static str],
}

impl Language {
    /// The tree-sitter grammar.
    pub fn grammar(&self) -> Grammar {
        (self.grammar)()
    }

    /// The language's query, compiled at its first use.
    ///
    /// # Panics
    /// Where a query file does not fit its grammar, which the tests of this crate rule out.
    pub fn query(&self) -> &'static Query {
        QUERIES[usize::from(self.id.0)].get_or_init(|| {
            let source: String = self.query_files().map(|file| file.text).collect::<Vec<_>>().join("\n");
            Query::new(&self.grammar(), &source).unwrap_or_else(|error| panic!("queries of {}: {error}", self.name))
        })
    }

    /// True where its files are text for people.
    pub fn is_prose(&self) -> bool {
        self.content == Content::Prose
    }

    /// True where its files are configuration or records.
    pub fn is_data(&self) -> bool {
        self.content == Content::Data
    }

    fn query_files(&self) -> impl Iterator<Item = &'static QueryFile> {
        let folders = self.folders;
        folders.iter().flat_map(|folder| QUERY_FILES.iter().filter(move |file| file.folder == *folder))
    }
}

/// Every language, by [`LanguageId`].
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// The language with that id.
///
/// # Panics
/// Where the id does not come from this registry.
pub fn language(id: LanguageId) -> &'static Language {
    &LANGUAGES[usize::from(id.0)]
}

/// The language of that name or alias, whatever the case of its letters.
pub fn by_name(name: &str) -> Option<LanguageId> {
    let name = name.trim().to_ascii_lowercase();
    let named = LANGUAGES.iter().find(|language| language.name == name);
    let known = named.or_else(|| {
        let name = name.as_str();
        LANGUAGES.iter().find(|language| language.aliases.contains(&name) || language.extensions.contains(&name))
    });
    known.map(|language| language.id)
}

/// One file below `queries/`.
pub(crate) struct QueryFile {
    folder: &'static str,
    #[cfg_attr(not(test), allow(dead_code, reason = "named when a test finds a query that does not compile"))]
    name: &'static str,
    text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/query_files.rs"));

static QUERIES: [OnceLock<Query>; LANGUAGES.len()] = [const { OnceLock::new() }; LANGUAGES.len()];

/// One line for each language: its name and grammar, then the fields of [`Language`] that differ from the default.
macro_rules! registry {
    ($($name:literal $grammar:path, $($field:ident: $value:expr),*;)*) => {
        [$(Language {
            $($field: $value,)*
            ..Language { name: $name, grammar: || $grammar.into(), folders: &[$name], ..DEFAULT }
        }),*]
    };
}

const DEFAULT: Language = Language {
    id: LanguageId(0),
    name: "",
    extensions: &[],
    file_names: &[],
    aliases: &[],
    line_comment: "//",
    import_style: ImportStyle::None,
    family: Family::Data,
    content: Content::Code,
    visibility: Visibility::Open,
    implicit_this: false,
    test_prefix: "",
    grammar: || tree_sitter_json::LANGUAGE.into(),
    folders: &[],
};

use Content::{Data, Prose};
use ImportStyle as Imports;
use Visibility::{Marked, Underscore, UpperCase};

#[rustfmt::skip]
const TABLE: [Language; 26] = registry! {
    "bash" tree_sitter_bash::LANGUAGE, extensions: &["sh", "bash", "zsh", "ksh", "bats"], file_names: &[".bashrc", ".bash_profile", ".bash_aliases", ".profile", ".zshrc", ".zshenv", "PKGBUILD", "APKBUILD"], aliases: &["shell", "dash", "ash", "shellscript"], line_comment: "#", import_style: Imports::Shell, family: Family::Shell, test_prefix: "test_";
    "c" tree_sitter_c::LANGUAGE, extensions: &["c", "h"], import_style: Imports::CInclude, family: Family::C;
    "cpp" tree_sitter_cpp::LANGUAGE, folders: &["c", "cpp"], extensions: &["cpp", "cc", "cxx", "c++", "hpp", "hh", "hxx", "h++", "ipp", "inl", "tpp", "ino", "cu", "cuh"], import_style: Imports::CInclude, family: Family::C, implicit_this: true;
    "csharp" tree_sitter_c_sharp::LANGUAGE, extensions: &["cs", "csx"], aliases: &["c#", "dotnet"], import_style: Imports::CSharpNamespace, family: Family::DotNet, implicit_this: true;
    "css" tree_sitter_css::LANGUAGE, extensions: &["css"], line_comment: "", import_style: Imports::Css, family: Family::Style;
    "go" tree_sitter_go::LANGUAGE, extensions: &["go"], aliases: &["golang"], import_style: Imports::Go, family: Family::Go, visibility: UpperCase, test_prefix: "Test";
    "html" tree_sitter_html::LANGUAGE, extensions: &["html", "htm", "xhtml"], line_comment: "", import_style: Imports::Html, family: Family::Web;
    "java" tree_sitter_java::LANGUAGE, extensions: &["java"], import_style: Imports::JvmPackage, family: Family::Jvm, implicit_this: true;
    "javascript" tree_sitter_javascript::LANGUAGE, folders: &["ecmascript", "javascript", "jsx"], extensions: &["js", "mjs", "cjs", "jsx", "es6"], aliases: &["node", "nodejs", "bun", "javascriptreact"], import_style: Imports::JavaScript, family: Family::Web, visibility: Marked;
    "json" tree_sitter_json::LANGUAGE, extensions: &["json", "jsonc", "json5", "webmanifest", "geojson", "code-workspace"], file_names: &[".prettierrc", ".eslintrc", ".babelrc", ".swcrc", "composer.lock", "Pipfile.lock", "flake.lock"], line_comment: "", content: Data;
    "kotlin" tree_sitter_kotlin_ng::LANGUAGE, extensions: &["kt", "kts"], import_style: Imports::JvmPackage, family: Family::Jvm, implicit_this: true;
    "lua" tree_sitter_lua::LANGUAGE, extensions: &["lua", "rockspec"], file_names: &[".luacheckrc"], aliases: &["luajit"], line_comment: "--", import_style: Imports::Lua, family: Family::Lua, test_prefix: "test";
    "markdown" tree_sitter_md::LANGUAGE, extensions: &["md", "markdown", "mdx", "mdown", "mkd"], line_comment: "", family: Family::Prose, content: Prose;
    "php" tree_sitter_php::LANGUAGE_PHP, extensions: &["php", "phtml", "php5", "php7", "php8"], import_style: Imports::Php, family: Family::Php, test_prefix: "test";
    "python" tree_sitter_python::LANGUAGE, extensions: &["py", "pyi", "pyw"], file_names: &["SConstruct", "SConscript", "wscript"], aliases: &["python3", "python2", "pypy", "pypy3"], line_comment: "#", import_style: Imports::Python, family: Family::Python, visibility: Underscore, test_prefix: "test_";
    "ruby" tree_sitter_ruby::LANGUAGE, extensions: &["rb", "rake", "gemspec", "ru", "rbw", "podspec"], file_names: &["Rakefile", "Gemfile", "Guardfile", "Vagrantfile", "Podfile", "Capfile", "Brewfile", "Fastfile"], aliases: &["jruby"], line_comment: "#", import_style: Imports::Ruby, family: Family::Ruby, implicit_this: true, test_prefix: "test_";
    "rust" tree_sitter_rust::LANGUAGE, extensions: &["rs"], import_style: Imports::Rust, family: Family::Rust, visibility: Marked;
    "scala" tree_sitter_scala::LANGUAGE, extensions: &["scala", "sc", "sbt"], import_style: Imports::JvmPackage, family: Family::Jvm, implicit_this: true;
    "sql" tree_sitter_sequel::LANGUAGE, extensions: &["sql", "ddl", "psql", "pgsql"], aliases: &["mysql", "postgresql", "sqlite"], line_comment: "--", family: Family::Sql;
    "svelte" tree_sitter_svelte_ng::LANGUAGE, extensions: &["svelte"], line_comment: "", import_style: Imports::JavaScript, family: Family::Web;
    "swift" tree_sitter_swift::LANGUAGE, extensions: &["swift"], import_style: Imports::Swift, family: Family::Swift, implicit_this: true, test_prefix: "test";
    "toml" tree_sitter_toml_ng::LANGUAGE, extensions: &["toml"], file_names: &["Cargo.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile"], line_comment: "#", content: Data;
    "tsx" tree_sitter_typescript::LANGUAGE_TSX, folders: &["ecmascript", "typescript", "jsx"], extensions: &["tsx"], aliases: &["typescriptreact"], import_style: Imports::JavaScript, family: Family::Web, visibility: Marked;
    "typescript" tree_sitter_typescript::LANGUAGE_TYPESCRIPT, folders: &["ecmascript", "typescript"], extensions: &["ts", "mts", "cts"], aliases: &["deno", "ts-node", "tsx-node"], import_style: Imports::JavaScript, family: Family::Web, visibility: Marked;
    "vue" tree_sitter_vue_next::LANGUAGE, extensions: &["vue"], line_comment: "", import_style: Imports::JavaScript, family: Family::Web;
    "yaml" tree_sitter_yaml::LANGUAGE, extensions: &["yaml", "yml"], file_names: &[".clang-format", ".clang-tidy", ".clangd", "pnpm-lock.yaml"], line_comment: "#", content: Data;
};

static LANGUAGES: [Language; TABLE.len()] = {
    let mut table = TABLE;
    let mut at = 0;
    while at < table.len() {
        table[at].id = LanguageId(at as u8);
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_file_compiles() {
        let mut problems = Vec::new();
        for language in languages() {
            for file in language.query_files() {
                if let Err(error) = Query::new(&language.grammar(), file.text) {
                    problems.push(format!(
                        "{}: queries/{}/{}:{}: {}",
                        language.name,
                        file.folder,
                        file.name,
                        error.row + 1,
                        error.message
                    ));
                }
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    #[test]
    fn every_language_compiles_as_one_query_of_known_captures() {
        for language in languages() {
            let query = language.query();
            for capture in query.capture_names() {
                assert!(is_known_capture(capture), "{}: @{capture}", language.name);
            }
        }
    }

    fn is_known_capture(name: &str) -> bool {
        const KNOWN: &[&str] = &[
            "name",
            "owner",
            "type",
            "params",
            "body",
            "exported",
            "private",
            "container.type",
            "receiver",
            "arguments",
            "import",
            "package",
            "comment",
            "doc",
            "test",
            "chunk",
            "wrapper",
            "wrapper.exported",
            "exported.name",
            "decorator",
            "attribute",
            "this",
            "ignore",
            "mentions",
            "tokens",
            "binding",
        ];
        let families = ["definition.", "reference.", "import.", "binding.", "injection."];
        name.starts_with('_') || KNOWN.contains(&name) || families.iter().any(|family| name.starts_with(family))
    }

    #[test]
    fn every_query_folder_belongs_to_a_language() {
        for file in QUERY_FILES {
            let owned = languages().iter().any(|language| language.folders.contains(&file.folder));
            assert!(owned, "queries/{}/{} belongs to no language", file.folder, file.name);
        }
    }

    #[test]
    fn extensions_and_file_names_are_told_apart() {
        let mut seen = std::collections::BTreeMap::new();
        for language in languages() {
            for key in language.extensions.iter().chain(language.file_names) {
                assert_eq!(seen.insert(*key, language.name), None, "{key} is claimed twice");
            }
        }
    }

    #[test]
    fn languages_are_found_by_name_alias_and_extension() {
        for (name, expected) in
            [("Rust", "rust"), ("c++", "cpp"), ("c#", "csharp"), ("ts", "typescript"), ("shell", "bash"), ("yml", "yaml")]
        {
            assert_eq!(by_name(name).map(|id| language(id).name), Some(expected), "{name}");
        }
        assert_eq!(by_name("cobol"), None);
    }
}
