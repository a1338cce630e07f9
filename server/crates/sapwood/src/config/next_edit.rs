//! Checks what was said about next edits.

use super::NextEditOptions;

pub(super) fn checked(options: NextEditOptions, problems: &mut Vec<String>) -> NextEditOptions {
    if (0.0..=1.0).contains(&options.threshold) {
        return options;
    }
    problems.push("`nextEdit.threshold` is not between 0 and 1; the default is used.".to_owned());
    NextEditOptions { threshold: NextEditOptions::default().threshold, ..options }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_told() {
        let mut problems = Vec::new();
        let options = checked(NextEditOptions { enabled: false, threshold: 7.0 }, &mut problems);
        assert_eq!((options.enabled, options.threshold), (false, NextEditOptions::default().threshold));
        assert_eq!(problems.len(), 1);
        assert_eq!(checked(options, &mut problems), options);
        assert_eq!(problems.len(), 1);
    }
}
