//! Hashed identifiers.

use xxhash_rust::xxh3::xxh3_64;

/// The 64-bit XXH3 hash of an identifier's exact text.
///
/// Names are compared by hash across files and segments, so no table of names has to be shared or kept in memory. With a
/// million distinct names in one repository the chance of any collision is below one in thirty million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NameHash(pub u64);

impl NameHash {
    /// The hash that stands for "no name".
    pub const NONE: Self = Self(0);

    /// Hash of `name`; the empty name gives [`NameHash::NONE`].
    pub fn of(name: &str) -> Self {
        if name.is_empty() { Self::NONE } else { Self(xxh3_64(name.as_bytes()).max(1)) }
    }

    /// True for [`NameHash::NONE`].
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// The 32-bit hash under which a lexical token enters a similarity array.
pub fn token_hash(token: &str) -> u32 {
    xxh3_64(token.as_bytes()) as u32
}
