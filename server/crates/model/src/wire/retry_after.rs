//! How long an endpoint asks to be left alone. Dates are read against the endpoint's own clock, so that ours does not matter.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Longer waits are taken for this long; nobody waits for a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What the headers of an answer ask for.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return seconds(millis / 1000.0);
    }
    let wanted = text(RETRY_AFTER.as_str())?;
    if let Ok(number) = wanted.parse::<f64>() {
        return seconds(number);
    }
    let (until, now) = (http_date(wanted)?, http_date(text(DATE.as_str())?)?);
    Some(Duration::from_secs(until.saturating_sub(now)).min(LONGEST))
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok().map(|wait| wait.min(LONGEST))
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, date) = text.split_once(", ")?;
    let month = MONTHS.iter().position(|name| date.split(' ').nth(1) == Some(name))? as u64 + 1;
    let mut numbers = date.split([' ', ':']).filter_map(|part| part.parse::<u64>().ok());
    let mut number = || numbers.next();
    let (day, year, hour, minute, second) = (number()?, number()?, number()?, number()?, number()?);
    let in_range = (1970..10_000).contains(&year) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    // Days of the Gregorian calendar, counted in years that begin in March.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    in_range.then(|| (days - 719_468) * 86_400 + hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        retry_after(&pairs.collect())
    }

    #[test]
    fn seconds_and_dates() {
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "7"), ("retry-after-ms", "250")]), Some(Duration::from_millis(250)));
        assert_eq!(wait(&[("retry-after", "99999999999")]), Some(LONGEST));
        let until = ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT");
        assert_eq!(wait(&[until, ("date", "Sun, 06 Nov 1994 08:49:37 GMT")]), Some(Duration::from_secs(60)));
        assert_eq!(wait(&[until, ("date", "Sun, 06 Nov 1994 09:49:37 GMT")]), Some(Duration::ZERO));
        assert_eq!(wait(&[until]), None);
        for nonsense in ["-3", "NaN", "soon", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov"] {
            assert_eq!(wait(&[("retry-after", nonsense), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")]), None, "{nonsense}");
        }
    }

    #[test]
    fn dates_are_counted_right() {
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("Thu, 29 Feb 2024 12:00:00 GMT"), Some(1_709_208_000));
    }
}
