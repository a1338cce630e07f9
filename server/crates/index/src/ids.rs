//! Dense identifiers, valid within the one [`IndexSnapshot`](crate::IndexSnapshot) that gave them.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    };
}

id! {
    /// A file.
    FileId
}
id! {
    /// A definition.
    SymbolId
}
id! {
    /// A fragment.
    ChunkId
}
id! {
    /// A use of a name.
    ReferenceId
}
