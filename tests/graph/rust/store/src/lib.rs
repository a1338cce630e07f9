mod cache;
pub mod model;
mod text;

pub use cache::{Cache, Eviction as EvictionPolicy};
pub use model::user::User;
pub use text::slug;

/// Opens a store.
pub fn open(capacity: usize) -> Cache { //^ store/src/cache.rs#Cache
    Cache::with_capacity(capacity) //^ store/src/cache.rs#Cache store/src/cache.rs#Cache.with_capacity
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(cache: &mut Cache) { //^ store/src/cache.rs#Cache
        cache.insert("a", User::new("a")); //^ store/src/cache.rs#Cache.insert store/src/model/user.rs#User store/src/model/user.rs#User.new
    }

    #[test]
    fn stores() {
        let mut cache = open(2); //^ #open
        insert(&mut cache); //^ #insert
        assert_eq!(cache.len(), 1); //^ store/src/cache.rs#Cache.len
        assert!(cache.get("a").is_some()); //^ store/src/cache.rs#Cache.get
    }
}
