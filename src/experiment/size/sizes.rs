//! The sizes that a planner wants to try: a range with a step, or any list.

/// No answer is clearer for more sizes than this.
pub const MOST: usize = 60;
/// England has about 84,000 children looked after.
const LARGEST: i64 = 100_000;

/// What was asked for; nothing: 60 to 300 in steps of 20.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub step: Option<i64>,
    pub list: &'a [i64],
}

/// Sizes in rising order, each once; what is wrong with them, all at once.
pub fn sizes(asked: Asked) -> Result<Vec<u32>, Vec<String>> {
    let mut wrong = Vec::new();
    if !asked.list.is_empty() {
        for size in asked.list.iter().filter(|size| !(1..=LARGEST).contains(*size)) {
            wrong.push(format!("--sizes: {size} is no size of a practice; expected 1 to {LARGEST} children"));
        }
        if asked.list.len() > MOST {
            wrong.push(format!("--sizes: {} sizes are more than {MOST}; try fewer", asked.list.len()));
        }
        let mut all: Vec<u32> = asked.list.iter().filter_map(|size| u32::try_from(*size).ok()).collect();
        all.sort_unstable();
        all.dedup();
        return if wrong.is_empty() { Ok(all) } else { Err(wrong) };
    }
    let (from, to, step) = (asked.from.unwrap_or(60), asked.to.unwrap_or(300), asked.step.unwrap_or(20));
    for (option, size) in [("--from", from), ("--to", to)] {
        if !(1..=LARGEST).contains(&size) {
            wrong.push(format!("{option} {size} is no size of a practice; expected 1 to {LARGEST} children"));
        }
    }
    if step < 1 {
        wrong.push(format!("--step {step} leads nowhere; expected 1 child or more, such as --step 20"));
    }
    if from > to {
        wrong.push(format!("--from {from} --to {to} runs backwards; did you mean --from {to} --to {from}?"));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let count = (to - from) / step + 1;
    if count > MOST as i64 {
        let least = (to - from) / (MOST as i64 - 1) + 1;
        return Err(vec![format!("{count} sizes are more than {MOST}; try --step {least} or more")]);
    }
    Ok((0..count).map(|k| (from + k * step) as u32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: i64, to: i64, step: i64) -> Result<Vec<u32>, Vec<String>> {
        sizes(Asked { from: Some(from), to: Some(to), step: Some(step), list: &[] })
    }

    #[test]
    fn a_range_holds_its_ends_where_the_steps_reach_them() {
        assert_eq!(range(60, 120, 20), Ok(vec![60, 80, 100, 120]));
        assert_eq!(range(60, 119, 20), Ok(vec![60, 80, 100]));
        assert_eq!(range(150, 150, 7), Ok(vec![150]));
        assert_eq!(sizes(Asked::default()).unwrap().len(), 13);
        assert_eq!(sizes(Asked { list: &[150, 60, 150], ..Asked::default() }), Ok(vec![60, 150]));
    }

    #[test]
    fn ranges_that_run_backwards_or_nowhere_are_refused_with_all_that_is_wrong() {
        let wrong = range(300, 60, 0).unwrap_err();
        assert!(wrong.len() == 2 && wrong[1].contains("did you mean --from 60 --to 300?"), "{wrong:?}");
        assert!(range(0, 60, 20).unwrap_err()[0].contains("--from 0 is no size"));
        assert!(range(1, 1000, 1).unwrap_err()[0].contains("try --step 17 or more"));
        assert_eq!(range(1, 1000, 17).unwrap().len(), 59);
        let wrong = sizes(Asked { list: &[0, 60, -5], ..Asked::default() }).unwrap_err();
        assert_eq!(wrong.len(), 2);
    }
}
