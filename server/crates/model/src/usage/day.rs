//! Days since 1970 in UTC, and how they are written.

use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS: u64 = 24 * 60 * 60;

/// The number of the day.
pub(crate) fn today() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| (since.as_secs() / SECONDS).cast_signed())
}

/// The date of a day, as `2026-03-01`. The calendar repeats after 400 years of 146,097 days; counted from a first of March,
/// the leap day comes last.
pub(super) fn date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        assert_eq!([date(0), date(59), date(11_016)], ["1970-01-01", "1970-03-01", "2000-02-29"]);
        assert_eq!([date(20_513), date(20_777), date(47_540)], ["2026-03-01", "2026-11-20", "2100-02-28"]);
        assert_eq!(date(47_541), "2100-03-01");
        assert!(today() > 20_000);
    }
}
