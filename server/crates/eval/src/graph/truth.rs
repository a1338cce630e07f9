//! The truth about uses of names, as it stands at the end of source lines.
//!
//! A line may end with a comment that starts with `^` directly behind the comment sign. It lists, in the order of the line, what its
//! names mean: `path#Owner.name` (the path left out for the same file), `alias=path#Owner.name` where the use has another name,
//! `!name` for something outside the project although the project defines that name too. In a file that holds any such comment every
//! use of a name that the project defines is listed. The comments are cut off before the project is indexed.

/// One expected use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// 0-based line.
    pub line: u32,
    /// The name as used.
    pub name: String,
    /// The stable name of the definition; `None` where it is outside the project.
    pub target: Option<String>,
}

/// Cuts the truth off `text`, which is the file at `path`.
pub fn split(path: &str, text: &str) -> (String, Vec<Expected>) {
    let mut bare = String::with_capacity(text.len());
    let mut expected = Vec::new();
    for (line, content) in text.lines().enumerate() {
        let mark = ["//^", "#^", "--^"].into_iter().filter_map(|sign| Some((content.rfind(sign)?, sign.len()))).min();
        let code = match mark {
            Some((at, len)) => {
                expected.extend(content[at + len..].split_whitespace().map(|item| read(path, line as u32, item)));
                content[..at].trim_end()
            }
            None => content,
        };
        bare.push_str(code);
        bare.push('\n');
    }
    (bare, expected)
}

fn read(path: &str, line: u32, item: &str) -> Expected {
    if let Some(name) = item.strip_prefix('!') {
        return Expected { line, name: name.to_owned(), target: None };
    }
    let (alias, target) = match item.split_once('=') {
        Some((alias, target)) => (Some(alias), target),
        None => (None, item),
    };
    let target = if target.starts_with('#') { format!("{path}{target}") } else { target.to_owned() };
    let last = target.rsplit(['#', '.']).next().unwrap_or(&target);
    let last = last.split('~').next().unwrap_or(last).to_owned();
    Expected { line, name: alias.map_or(last, str::to_owned), target: Some(target) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_cut_off() {
        let (bare, expected) = split("a.rs", "fn f() {\n    g(h); //^ #g k=b.rs#B.h~2 !len\n}\n");
        assert_eq!(bare, "fn f() {\n    g(h);\n}\n");
        let told: Vec<(&str, Option<&str>)> = expected.iter().map(|it| (it.name.as_str(), it.target.as_deref())).collect();
        assert_eq!(told, [("g", Some("a.rs#g")), ("k", Some("b.rs#B.h~2")), ("len", None)]);
        assert!(expected.iter().all(|it| it.line == 1));
    }
}
