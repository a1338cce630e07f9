use super::Entity;
use crate::EvictionPolicy as Policy;

#[derive(Clone)]
pub struct User {
    name: String,
}

impl User { //^ #User
    pub fn new(name: &str) -> Self {
        Self { name: name.to_string() }
    }

    pub fn rename(&mut self, name: String) {
        self.name = name;
    }

    pub fn policy(&self) -> Policy { //^ Policy=store/src/cache.rs#Eviction
        Policy::Newest //^ Policy=store/src/cache.rs#Eviction store/src/cache.rs#Eviction.Newest
    }
}

impl Entity for User { //^ store/src/model/mod.rs#Entity #User
    fn id(&self) -> String {
        self.name.clone()
    }
}
