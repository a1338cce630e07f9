mod report;

use ledger_store::model::Entity;
use ledger_store::{Cache, User, open};

use crate::report::Report;

fn slug(user: &User) -> String { //^ store/src/model/user.rs#User
    user.label() //^ store/src/model/mod.rs#Entity.label
}

fn fill(cache: &mut Cache, names: &[&str]) { //^ store/src/cache.rs#Cache
    for name in names {
        let user = User::new(name); //^ store/src/model/user.rs#User store/src/model/user.rs#User.new
        cache.insert(&slug(&user), user); //^ store/src/cache.rs#Cache.insert #slug
    }
}

fn main() {
    let mut cache = open(8); //^ store/src/lib.rs#open
    fill(&mut cache, &["ann", "bob"]); //^ #fill
    let open = |path: &str| std::fs::read_to_string(path);
    let _ = open("x");
    let report = Report::from_cache(&cache); //^ app/src/report.rs#Report app/src/report.rs#Report.from_cache
    report.lines().push(String::new()); //^ app/src/report.rs#Report.lines !push !new
    report::print(&report); //^ app/src/report.rs#print
}
