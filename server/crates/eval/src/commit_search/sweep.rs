//! Varies the numbers of the ranking from the command line: `name=value` sets one, `name=a,b,c` tries several.

use anyhow::{Context, Result, bail};
use sapwood_context::ranking::RankingParams;
use serde_json::Value;

use super::product::{self, Indexed};
use super::score::Score;

/// A named number and the values to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Where it stands, parts separated by dots.
    pub name: String,
    /// The values.
    pub values: Vec<f64>,
}

/// Reads `name=a,b,c`.
pub fn trial(text: &str) -> Result<Trial> {
    let (name, values) = text.split_once('=').with_context(|| format!("{text} is not of the form name=value"))?;
    let values =
        values.split(',').map(|value| value.parse().with_context(|| format!("{value} is no number"))).collect::<Result<_>>()?;
    Ok(Trial { name: name.to_owned(), values })
}

/// `params` with the number `name` set to `value`.
pub fn with(params: &RankingParams, name: &str, value: f64) -> Result<RankingParams> {
    let mut tree = serde_json::to_value(params)?;
    let mut place = &mut tree;
    for part in name.split('.') {
        place = place.get_mut(part).with_context(|| format!("the ranking has no number {name}"))?;
    }
    *place = match place {
        Value::Number(number) if number.is_u64() => Value::from(value as u64),
        Value::Number(_) => Value::from(value),
        _ => bail!("{name} is not a number"),
    };
    Ok(serde_json::from_value(tree)?)
}

/// The score of each repository with the numbers that the others choose: from `params` on, each trial in turn takes the value
/// that is best for them.
pub fn cross_validate(indexed: &[Vec<Indexed<'_>>], params: &RankingParams, trials: &[Trial]) -> Result<Vec<Score>> {
    let mut scores = Vec::with_capacity(indexed.len());
    for held_out in 0..indexed.len() {
        let mut chosen = *params;
        let mut best = objective(indexed, held_out, &chosen);
        for trial in trials {
            for &value in &trial.values {
                let varied = with(&chosen, &trial.name, value)?;
                let reached = objective(indexed, held_out, &varied);
                if reached > best {
                    (best, chosen) = (reached, varied);
                }
            }
        }
        scores.push(product::score(&indexed[held_out], &chosen));
    }
    Ok(scores)
}

/// The mean of the figures over the repositories other than `held_out`.
fn objective(indexed: &[Vec<Indexed<'_>>], held_out: usize, params: &RankingParams) -> f64 {
    let mut total = Score::default();
    for (_, items) in indexed.iter().enumerate().filter(|(at, _)| *at != held_out) {
        total.merge(&product::score(items, params));
    }
    let (all, hard) = (&total.all, &total.hard);
    let firsts = all.percent(all.function_1) + all.percent(all.file_1);
    all.percent(all.function_10)
        + all.percent(all.file_5)
        + hard.percent(hard.function_10)
        + hard.percent(hard.file_5)
        + firsts / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_set_by_name() {
        let params = with(&RankingParams::default(), "query.deed", 0.75).expect("a number of that name");
        assert!((params.query.deed - 0.75).abs() < f32::EPSILON);
        assert!(with(&params, "query.nothing", 1.0).is_err());
        assert_eq!(trial("k1=1,2").expect("two values").values, [1.0, 2.0]);
    }
}
