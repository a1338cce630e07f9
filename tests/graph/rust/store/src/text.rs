/// A key made of `text`.
pub fn slug(text: &str) -> String {
    trim(text).to_lowercase() //^ #trim
}

fn trim(text: &str) -> &str {
    text.trim() //^ !trim
}
