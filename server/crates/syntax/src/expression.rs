//! What the text of an expression or a type tells: receivers, constructed types, heads of declared types.
//!
//! These helpers see a few bytes of text and no tree; they serve every language alike.

use sapwood_base::NameHash;

/// An expression as far as its text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expression<'a> {
    /// `self`, `this`, `Self`.
    This,
    /// `super`, `parent`.
    Super,
    /// One identifier.
    Name(&'a str),
    /// `self.x`.
    ThisField(&'a str),
    /// A value of that type.
    Type(&'a str),
    /// A call of the function of that name.
    Call(&'a str),
    /// Identifiers joined by `.`, `::`, `\` or `->`.
    Path(&'a str),
    /// None of these.
    Unknown,
}

/// Calls on a value that give the value itself, or what it wraps.
const TRANSPARENT: &[&str] = &[
    "unwrap",
    "expect",
    "clone",
    "to_owned",
    "as_ref",
    "as_mut",
    "await",
    "lock",
    "borrow",
    "borrow_mut",
    "read",
    "write",
    "iter",
    "unwrap_or_default",
    "as_deref",
    "context",
    "with_context",
    "map_err",
    "by_ref",
];

/// Transparent calls that change the type often enough that a receiver behind them stays unknown.
const LOOSE: &[&str] = &["lock", "read", "write", "iter"];

/// Functions that by custom give a value of the type whose name stands before them.
const CONSTRUCTORS: &[&str] =
    &["new", "default", "from", "create", "open", "init", "instance", "getInstance", "get_instance", "getDefault", "of", "build"];

/// Calls that wrap a value without changing what can be done with it (`Arc::new(x)`, `Ok(x)`).
const WRAPPERS: &[&str] = &["Some", "Ok", "Err", "Box", "Arc", "Rc", "Pin", "Mutex", "RwLock", "RefCell", "Cell"];

/// Wrappers that have to be opened before what they hold can be used.
const LOCKS: &[&str] = &["Mutex", "RwLock", "RefCell", "Cell"];

/// Types that stand for the one they hold: a method call on them reaches it.
const POINTERS: &[&str] = &[
    "Arc",
    "Box",
    "Rc",
    "Ref",
    "RefMut",
    "MutexGuard",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "Cow",
    "Pin",
    "Optional",
    "Promise",
    "Awaitable",
    "Coroutine",
    "Readonly",
    "Required",
    "Partial",
    "NonNullable",
    "ClassVar",
    "Final",
    "Annotated",
    "unique_ptr",
    "shared_ptr",
    "weak_ptr",
    "Lazy",
    "Weak",
    "Guard",
];

/// Types that a `?`, `await` or unwrap takes away; peeled from what a function returns.
const RETURN_WRAPPERS: &[&str] =
    &["Result", "Option", "Future", "Task", "ValueTask", "CompletableFuture", "Mono", "Single", "Deferred"];

/// Reads `text`; `calls_construct` says that `T(…)` makes a `T`.
pub(crate) fn classify(text: &str, calls_construct: bool) -> Expression<'_> {
    let mut text = bare(text);
    if let Some(name) = cast(text) {
        return Expression::Type(name);
    }
    for _ in 0..8 {
        let Some((head, name)) = method_call(text) else { break };
        if !TRANSPARENT.contains(&name) {
            break;
        }
        if LOOSE.contains(&name) {
            return Expression::Unknown;
        }
        text = bare(head);
    }
    construction(text, calls_construct).unwrap_or_else(|| path(text))
}

/// The type that a conversion names: `x as T`, `dynamic_cast<T*>(x)`, `make_shared<T>(x)`.
fn cast(text: &str) -> Option<&str> {
    let converted = [" as ", " as? ", " as! "].iter().find_map(|sign| text.rsplit_once(sign));
    if let Some((_, name)) = converted.filter(|(value, _)| is_balanced(value)) {
        return type_head(name).filter(|head| is_type_name(head) && !name.contains(['(', '{', '"', '=']));
    }
    let (callee, argument) = text.split_once('<')?;
    let callee = callee.strip_prefix("std::").unwrap_or(callee);
    let names_type = callee.ends_with("_cast") || matches!(callee, "make_unique" | "make_shared");
    if names_type { type_head(first_argument(argument)) } else { None }
}

/// `text` without what stands around an expression and says nothing of its kind: `&`, `await`, `?`, parentheses.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..12 {
        let before = text.len();
        text = text.trim_start_matches(['&', '*']).trim_end_matches(['?', '!']).trim();
        for prefix in ["mut ", "await ", "try ", "try? ", "try! "] {
            text = text.strip_prefix(prefix).unwrap_or(text).trim_start();
        }
        for suffix in [".await", ".unwrap()", ".clone()"] {
            text = text.strip_suffix(suffix).unwrap_or(text);
        }
        if text.starts_with('(') && opening(text) == Some(0) {
            text = text[1..text.len() - 1].trim();
        }
        if text.len() == before {
            break;
        }
    }
    text
}

/// True where every bracket of `text` is closed.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_i32;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    open == 0
}

/// `new T(…)`, `T {…}`, `T(…)`, `T::new(…)`, or any call.
fn construction(text: &str, calls_construct: bool) -> Option<Expression<'_>> {
    if let Some(rest) = text.strip_prefix("new ").filter(|rest| !rest.contains(").")) {
        return type_head(rest.split(['(', '{', '[']).next().unwrap_or(rest)).map(Expression::Type);
    }
    if let Some(rest) = text.strip_prefix("new(") {
        return type_head(rest.trim_end_matches(')')).map(Expression::Type);
    }
    if let Some(name) = text.strip_suffix(".new").and_then(last_segment) {
        return is_type_name(name).then_some(Expression::Type(name));
    }
    let last = text.bytes().last()?;
    if last == b'}' {
        let before = &text[..text.find('{')?];
        let head = without_generics(before.trim());
        let name = last_segment(head).filter(|_| is_path(head))?;
        // A composite literal of Go stands close to its brace; a block behind a name does not.
        let is_close = !before.ends_with(char::is_whitespace) && !name.starts_with('$');
        return (is_close || is_type_name(name)).then_some(Expression::Type(name));
    }
    if last != b')' {
        return None;
    }
    let (head, callee) = callee(text)?;
    if WRAPPERS.contains(&last_segment(head).unwrap_or(callee)) {
        return Some(wrapped(text, head, callee, calls_construct));
    }
    Some(called(head, callee, calls_construct))
}

/// What a call such as `Arc::new(x)` or `Some(x)` wraps. A lock is a type of its own.
fn wrapped<'a>(text: &'a str, qualifier: &'a str, callee: &'a str, calls_construct: bool) -> Expression<'a> {
    let wrapper = last_segment(qualifier).unwrap_or(callee);
    if LOCKS.contains(&wrapper) {
        return if is_constructor(callee) { Expression::Type(wrapper) } else { Expression::Unknown };
    }
    let is_plain = qualifier.is_empty() || matches!(callee, "new" | "from" | "pin");
    match opening(text) {
        Some(open) if is_plain && !qualifier.is_empty() => classify(&text[open + 1..text.len() - 1], calls_construct),
        _ => Expression::Unknown,
    }
}

/// What calling `callee`, with `qualifier` before it, gives.
fn called<'a>(qualifier: &'a str, callee: &'a str, calls_construct: bool) -> Expression<'a> {
    if qualifier.is_empty() {
        match callee {
            "cls" | "Self" | "static" => return Expression::Type("Self"),
            "super" => return Expression::Super,
            _ => {}
        }
    }
    if calls_construct && is_type_name(callee) {
        return Expression::Type(callee);
    }
    let owner = if is_path(qualifier) { last_segment(qualifier) } else { None };
    match owner {
        Some(owner) if is_type_name(owner) && is_constructor(callee) => Expression::Type(owner),
        _ => Expression::Call(callee),
    }
}

fn is_constructor(name: &str) -> bool {
    CONSTRUCTORS.contains(&name)
        || ["new_", "from_", "with_", "try_new", "try_from"].iter().any(|prefix| name.starts_with(prefix))
}

/// Splits `a.b(…)` into `a` and `b`, `f(…)` into nothing and `f`.
fn callee(text: &str) -> Option<(&str, &str)> {
    let head = text[..opening(text)?].trim_end();
    let head = without_generics(head).trim_end_matches("::").trim_end_matches('!');
    let start = head.rfind(|c: char| !is_name_char(c)).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let (before, name) = head.split_at(start);
    let qualifier = before.trim_end().trim_end_matches(['.', ':', '\\', '>', '-', '?', '!']).trim_end();
    let is_joined = qualifier.len() < before.trim_end().len() && is_primary(qualifier);
    (!name.is_empty() && (before.is_empty() || is_joined)).then_some((qualifier, name))
}

/// True where `text` is one operand: outside brackets it holds no operator, and no space but before a `.` of a chain.
fn is_primary(text: &str) -> bool {
    let text = text.strip_prefix("new ").unwrap_or(text);
    let bytes = text.as_bytes();
    let mut open = 0_i32;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            b'|' | b'=' | b'+' | b',' | b';' | b'/' | b'%' if open == 0 => return false,
            b' ' | b'\n' | b'\t' | b'\r' if open == 0 => {
                let next = bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
                if !matches!(next, Some(b'.' | b'?' | b'-' | b':')) {
                    return false;
                }
            }
            _ => {}
        }
    }
    open == 0 && !text.is_empty()
}

/// `callee` where something stands before the name.
fn method_call(text: &str) -> Option<(&str, &str)> {
    if !text.ends_with(')') {
        return None;
    }
    callee(text).filter(|(qualifier, _)| !qualifier.is_empty())
}

/// Offset of the parenthesis that the last byte of `text` closes.
fn opening(text: &str) -> Option<usize> {
    let mut open = 0_i32;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => open += 1,
            b'(' | b'[' | b'{' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return (byte == b'(').then_some(at);
        }
    }
    None
}

/// `f::<T>` or `List<T>` without what stands between the angle brackets.
fn without_generics(text: &str) -> &str {
    if !text.ends_with('>') || text.ends_with("->") {
        return text;
    }
    let mut open = 0_i32;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b'>' => open += 1,
            b'<' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return text[..at].trim_end().trim_end_matches("::");
        }
    }
    text
}

/// A name or a path of names.
fn path(text: &str) -> Expression<'_> {
    match text {
        "self" | "this" | "Self" | "$this" | "static" | "cls" | "@" => return Expression::This,
        "super" | "super()" | "parent" | "base" => return Expression::Super,
        _ => {}
    }
    let text = without_generics(text);
    if text.trim_start_matches('$').starts_with(|c: char| c.is_ascii_digit()) {
        return Expression::Unknown;
    }
    if !text.is_empty() && text.chars().all(is_name_char) {
        return Expression::Name(text.trim_start_matches('$'));
    }
    if let Some(field) = this_field(text) {
        return Expression::ThisField(field);
    }
    if is_path(text) { Expression::Path(text) } else { Expression::Unknown }
}

fn this_field(text: &str) -> Option<&str> {
    let rest =
        ["self.", "this.", "$this->", "this->", "this?.", "cls.", "@"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let rest = rest.trim_end_matches(['!', '?']);
    let word = rest.strip_prefix('#').unwrap_or(rest);
    (!word.is_empty() && word.chars().all(is_name_char)).then_some(rest)
}

fn is_path(text: &str) -> bool {
    text.contains(is_name_char)
        && text.len() <= 200
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| is_name_char(c) || matches!(c, '.' | ':' | '\\' | '-' | '>' | '?' | '!' | '#' | '@'))
}

/// The last name of a path.
pub(crate) fn last_segment(path: &str) -> Option<&str> {
    let path = without_generics(path.trim());
    let name = path.rsplit(|c: char| !is_name_char(c)).next()?;
    (!name.is_empty()).then_some(name)
}

pub(crate) fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn is_type_name(name: &str) -> bool {
    let mut chars = name.trim_start_matches('_').chars();
    chars.next().is_some_and(char::is_uppercase) && (name.len() == 1 || name.chars().any(char::is_lowercase))
}

/// The name at the head of a type: `Foo` of `&mut Arc<a::Foo<T>>`, `*pkg.Foo`, `Optional[Foo]`, `Foo | null`.
pub(crate) fn type_head(text: &str) -> Option<&str> {
    head(text, false, 0)
}

/// The same for what a function returns, where `Result<Foo, E>` and `Option<Foo>` count as `Foo` too.
pub(crate) fn return_head(text: &str) -> Option<&str> {
    head(text, true, 0)
}

fn head(text: &str, is_return: bool, depth: u8) -> Option<&str> {
    let text = unmarked(text);
    if depth > 6 || text.is_empty() || is_untold(text) || text.contains(" is ") {
        return None;
    }
    if text.starts_with('(') && is_return {
        let first = text[1..].split([',', ')']).next()?;
        return head(first.trim().rsplit(' ').next()?, is_return, depth + 1);
    }
    if let Some((first, rest)) = split_union(text) {
        let (first_is_empty, second) = (is_empty_type(first), rest.trim());
        if first_is_empty {
            return head(second, is_return, depth + 1);
        }
        let all_empty = second.split('|').all(|part| is_empty_type(part.trim()));
        return if all_empty { head(first, is_return, depth + 1) } else { None };
    }
    let end = text.find(|c: char| !(is_name_char(c) || matches!(c, '.' | ':' | '\\'))).unwrap_or(text.len());
    let name = last_segment(text[..end].trim_end_matches([':', '.']))?;
    let rest = text[end..].trim_start().trim_start_matches("::");
    let held = rest.strip_prefix(['<', '[']).filter(|held| !held.starts_with(']'));
    let peels = POINTERS.contains(&name) || (is_return && RETURN_WRAPPERS.contains(&name));
    match held {
        Some(held) if peels => head(first_argument(held), is_return, depth + 1),
        None if rest.starts_with("[]") || (rest.starts_with('[') && !text.starts_with('[')) => None,
        _ => (!name.starts_with(|c: char| c.is_ascii_digit())).then_some(name),
    }
}

/// The type without references, pointers, lifetimes, quotes and words such as `mut`, `dyn`, `const`.
fn unmarked(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..12 {
        let before = text.len();
        text = text.trim_start_matches(['&', '*', ':', '"', '?']).trim_start_matches("->").trim();
        for word in [
            "mut", "dyn", "impl", "const", "readonly", "unique", "ref", "out", "final", "struct", "class", "enum", "typename",
            "union", "volatile", "inout", "some", "any",
        ] {
            if let Some(rest) = text.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')) {
                text = rest.trim_start();
            }
        }
        if let Some(rest) = text.strip_prefix('\'')
            && let Some(at) = rest.find(|c: char| !is_name_char(c))
        {
            text = if rest[at..].starts_with('\'') { &rest[..at] } else { rest[at..].trim_start() };
        }
        if text.len() == before {
            break;
        }
    }
    text.trim_end_matches(['"', '?', '\'']).trim()
}

/// Splits `A | B` at its first bar outside brackets.
fn split_union(text: &str) -> Option<(&str, &str)> {
    let mut open = 0_i32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'[' | b'(' | b'{' => open += 1,
            b'>' | b']' | b')' | b'}' => open -= 1,
            b'|' if open == 0 => return Some((text[..at].trim(), &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// True for words that leave the type to the value: `auto x = …`, `var x = …`.
fn is_untold(text: &str) -> bool {
    matches!(text, "auto" | "var" | "val" | "let" | "dynamic")
}

fn is_empty_type(text: &str) -> bool {
    matches!(text, "" | "null" | "undefined" | "None" | "nil" | "void")
}

/// The first type between brackets whose opening one is already gone; lifetimes are passed over.
fn first_argument(text: &str) -> &str {
    let mut open = 0_i32;
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'[' | b'(' => open += 1,
            b'>' | b']' | b')' if open > 0 => open -= 1,
            b'>' | b']' | b',' if open == 0 => {
                let argument = text[start..at].trim();
                if byte != b',' || !argument.starts_with('\'') || argument.ends_with('\'') {
                    return argument;
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    text[start..].trim()
}

/// Values that tell nothing of a variable's type, because something else is put there later.
pub(crate) fn is_placeholder(value: &str) -> bool {
    matches!(value.trim(), "" | "None" | "null" | "undefined" | "nil" | "NULL" | "nullptr")
}

/// Hash of a name, none where there is no name.
pub(crate) fn hash(name: Option<&str>) -> NameHash {
    name.map_or(NameHash::NONE, NameHash::of)
}
