//! Sharing an outcome among its causes fairly: the value of Shapley (1953).

/// The mean over all orders of what each cause adds when it joins those before it. `value` takes a set of causes as
/// bits; the shares sum to the value of all causes less that of none.
pub fn shapley(causes: usize, value: impl Fn(u32) -> f64) -> Vec<f64> {
    let values: Vec<f64> = (0..1u32 << causes).map(value).collect();
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    (0..causes)
        .map(|cause| {
            let without = (0..1u32 << causes).filter(|set| set & (1 << cause) == 0);
            without
                .map(|set| {
                    let before = set.count_ones() as usize;
                    let weight = factorial(before) * factorial(causes - before - 1) / factorial(causes);
                    weight * (values[(set | 1 << cause) as usize] - values[set as usize])
                })
                .sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_left_and_two_right_gloves_share_four_to_one_to_one() {
        // a pair is worth 1; cause 0 is the left glove: 4/6, 1/6, 1/6
        let pair = |set: u32| f64::from(set & 1 == 1 && set & 6 != 0);
        let shares = shapley(3, pair);
        let textbook = [4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0];
        assert!(shares.iter().zip(textbook).all(|(a, b)| (a - b).abs() < 1e-12), "{shares:?}");
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole_and_a_cause_that_does_nothing_gets_nothing(
            values in prop::collection::vec(-10.0..10.0f64, 16)
        ) {
            // cause 4 changes nothing
            let value = |set: u32| values[(set & 15) as usize];
            let shares = shapley(5, value);
            prop_assert!((shares.iter().sum::<f64>() - (value(31) - value(0))).abs() < 1e-9);
            prop_assert!(shares[4].abs() < 1e-12);
        }
    }
}
