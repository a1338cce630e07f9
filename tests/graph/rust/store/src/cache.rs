use std::collections::HashMap;

use crate::model::{Entity, user::User};
use crate::text::{self, slug as normalize};

/// What leaves first.
pub enum Eviction {
    Oldest,
    Newest,
}

impl Default for Eviction { //^ #Eviction
    fn default() -> Self {
        Eviction::Oldest //^ #Eviction #Eviction.Oldest
    }
}

pub struct Cache {
    users: HashMap<String, User>, //^ store/src/model/user.rs#User
    order: Order, //^ #Order
    policy: Eviction, //^ #Eviction
}

struct Order {
    keys: Vec<String>,
}

impl Order { //^ #Order
    fn push(&mut self, key: String) {
        self.keys.push(key); //^ !push
    }

    fn remove(&mut self, key: &str) {
        self.keys.retain(|known| known != key);
    }

    fn first(&self) -> Option<&String> {
        self.keys.first() //^ !first
    }
}

impl Cache { //^ #Cache
    pub fn with_capacity(capacity: usize) -> Self {
        let order = Order { keys: Vec::with_capacity(capacity) }; //^ #Order !with_capacity
        Self { users: HashMap::new(), order, policy: Eviction::default() } //^ !new #Eviction #Eviction.default
    }

    pub fn insert(&mut self, key: &str, user: User) { //^ store/src/model/user.rs#User
        let key = normalize(key); //^ normalize=store/src/text.rs#slug
        if self.users.len() > 10 { //^ !len
            self.evict(); //^ #Cache.evict
        }
        self.order.push(key.clone()); //^ #Order.push
        self.users.insert(key, user); //^ !insert
    }

    pub fn get(&self, key: &str) -> Option<&User> { //^ store/src/model/user.rs#User
        self.users.get(&text::slug(key)) //^ !get store/src/text.rs#slug
    }

    pub fn len(&self) -> usize {
        self.users.len() //^ !len
    }

    pub fn touch(&mut self, key: &str) {
        if let Some(user) = self.users.get_mut(key) {
            user.touch(); //^ !touch
        }
    }

    fn evict(&mut self) {
        let first = self.order.first().cloned(); //^ #Order.first
        if let Some(key) = first {
            self.order.remove(&key); //^ #Order.remove
            self.users.remove(&key); //^ !remove
        }
    }

    pub fn rename(&mut self, user: &mut User) -> String { //^ store/src/model/user.rs#User
        let slug = user.label(); //^ store/src/model/mod.rs#Entity.label
        let length = slug.len(); //^ !len
        user.rename(format!("{slug}-{length}")); //^ store/src/model/user.rs#User.rename
        user.id() //^ store/src/model/user.rs#User.id
    }
}
