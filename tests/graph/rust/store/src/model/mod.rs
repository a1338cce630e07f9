pub mod user;

/// Anything with an identity.
pub trait Entity {
    fn id(&self) -> String;

    fn label(&self) -> String {
        crate::text::slug(&self.id()) //^ store/src/text.rs#slug #Entity.id
    }
}
