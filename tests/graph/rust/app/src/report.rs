use ledger_store::Cache;

pub struct Report {
    pub total: usize,
}

impl Report { //^ #Report
    pub fn from_cache(cache: &Cache) -> Self { //^ store/src/cache.rs#Cache
        Report { total: cache.len() } //^ #Report store/src/cache.rs#Cache.len
    }

    pub fn lines(&self) -> Vec<String> {
        vec![self.total.to_string()]
    }
}

pub fn print(report: &Report) { //^ #Report
    for line in report.lines() { //^ #Report.lines
        println!("{line}");
    }
}
