//! What each language's queries find in a realistic file.

#![allow(
    clippy::needless_raw_string_hashes,
    clippy::too_many_lines,
    reason = "fixtures and what is expected of them stand together, as expect-test writes them"
)]

mod languages {
    mod c_family;
    mod csharp;
    mod data;
    mod embedded;
    mod jvm;
    mod php;
    mod ruby;
    mod scripts;
    mod show;
    mod swift;
}
