//! What each language's queries find in a realistic file.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its strings with hashes")]

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
