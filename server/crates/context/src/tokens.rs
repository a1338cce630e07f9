//! Counts tokens the way every budget here does: an identifier, a number and a single punctuation mark count one each.
//!
//! It is not the tokenizer of any model; a model's own count is taken where a request is sent.

/// The number of tokens in `text`.
pub fn count(text: &str) -> u32 {
    let mut tokens = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_alphabetic() || c == '_' {
            while rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_').is_some() {}
            tokens += 1;
        } else if c.is_ascii_digit() {
            while rest.next_if(char::is_ascii_digit).is_some() {}
            tokens += 1;
        } else if !c.is_whitespace() && !c.is_alphanumeric() {
            tokens += 1;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn identifiers_numbers_and_marks_count_one_each() {
        assert_eq!(count("fn main() { let x_1 = 42; }"), 11);
        assert_eq!(count("2abc"), 2);
        assert_eq!(count("a == b"), 4);
        assert_eq!(count(" \n\t"), 0);
        assert_eq!(count("路由"), 0, "letters of other scripts are not counted");
    }
}
