//! Names that standard libraries use so often that a definition in the repository says little about them.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use sapwood_base::NameHash;
use sapwood_grammars::Family;

const COMMON: &str = "
    abs accept add all any append apply as_bytes as_mut as_ref as_str assert at await begin bind borrow call cancel catch
    ceil chain char chars clear clone close collect commit compare concat connect contains copy count create cursor data
    decode default delete detach display done drain drop each elapsed emit empty encode end endsWith ends_with entries
    enumerate eq equals error every exec execute exit expect extend fetch fill filter finally find findall first flat_map
    flatMap flatten floor flush fmt fold forEach for_each format freeze from front get getName getattr getOrDefault group
    handle has hash hashCode hasNext head id includes index indexOf info init insert into into_iter invoke isEmpty is_empty
    is_none is_some items iter iter_mut iterator join json key keys kind last len length lines list listen load lock log
    lower main make map map_err match matches max merge message method min name new next now of off ok on once open
    or_insert parse path peek poll pop position post print printf println process push push_back push_str put query raise
    range read readLine ready recv reduce register release remove render replace request reserve reset resize resolve
    result retain return rev reverse round run save search seek select send set setdefault shift show size skip sleep slice
    some sort spawn splice split start startsWith starts_with state status step stop store str string strip sub submit
    substring subscribe sum swap sync tail take tap target test text then throw time toArray toList toLowerCase toString
    to_a to_h to_owned to_s to_string to_sym trim truncate try type unlock unshift unwrap unwrap_or update upper use value
    valueOf values view wait with wrap write yield zip Add Close Contains Count Done Equal Error Errorf Fatal Find First
    Format Get Handle Init Insert Join Len Less List Lock Log Match Name New Next Open Parse Print Printf Println Push Read
    Remove Replace Reset Run Send Set Size Skip Split Start Stop String Sub ToString Trim Unlock Unwrap Update Use Value
    Wait Where Write
";

/// True where standard types have members of that name.
pub(super) fn is_common(name: NameHash) -> bool {
    static NAMES: OnceLock<FxHashSet<NameHash>> = OnceLock::new();
    NAMES.get_or_init(|| COMMON.split_whitespace().map(NameHash::of).collect()).contains(&name)
}

/// What a few names mean to every resolver, hashed once.
pub(super) struct Words {
    pub(super) own_type: [NameHash; 5],
    pub(super) wrappers: Vec<NameHash>,
    pub(super) default: NameHash,
    /// What Rust calls the crate that a path stands in.
    pub(super) own_crate: NameHash,
    python_constructor: NameHash,
    script_constructor: NameHash,
    ruby_constructor: NameHash,
    php_constructor: NameHash,
    swift_constructor: NameHash,
    /// Functions that a type of Rust can have several of, one for each trait.
    pub(super) conversions: [NameHash; 5],
}

/// Types that answer for what they hold, or whose type argument cannot be seen.
const WRAPPERS: &[&str] = &[
    "Arc",
    "Rc",
    "Box",
    "Cow",
    "Ref",
    "RefMut",
    "MutexGuard",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "Pin",
    "unique_ptr",
    "shared_ptr",
    "Optional",
    "Annotated",
    "Final",
    "ClassVar",
    "Union",
    "auto",
    "var",
    "let",
    "val",
    "const",
    "Any",
    "any",
    "object",
    "unknown",
    "dynamic",
    "mixed",
    "id",
    "decltype",
    "impl",
    "dyn",
    "Partial",
    "Readonly",
    "Required",
    "Ptr",
    "Weak",
    "TypeVar",
    "Lazy",
];
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    let hashed = |names: &[&str]| names.iter().map(|name| NameHash::of(name)).collect();
    WORDS.get_or_init(|| Words {
        own_type: ["Self", "self", "this", "static", "cls"].map(NameHash::of),
        wrappers: hashed(WRAPPERS),
        default: NameHash::of("default"),
        own_crate: NameHash::of("crate"),
        python_constructor: NameHash::of("__init__"),
        script_constructor: NameHash::of("constructor"),
        ruby_constructor: NameHash::of("initialize"),
        php_constructor: NameHash::of("__construct"),
        swift_constructor: NameHash::of("init"),
        conversions: ["from", "into", "try_from", "try_into", "eq"].map(NameHash::of),
    })
}

/// The names under which a type called `owner` has its constructors in languages of `family`; `NONE` stands for no further name.
pub(super) fn constructor_names(family: Option<Family>, owner: NameHash) -> [NameHash; 2] {
    let words = words();
    match family {
        Some(Family::Python) => [words.python_constructor, NameHash::NONE],
        Some(Family::Web) => [words.script_constructor, NameHash::NONE],
        Some(Family::Ruby) => [words.ruby_constructor, NameHash::NONE],
        Some(Family::Php) => [words.php_constructor, NameHash::NONE],
        Some(Family::Swift) => [words.swift_constructor, NameHash::NONE],
        // Kotlin has a word for further constructors, the others repeat the type's name.
        Some(Family::Jvm) => [owner, words.script_constructor],
        Some(Family::C | Family::DotNet) => [owner, NameHash::NONE],
        _ => [NameHash::NONE; 2],
    }
}
