//! A difference split into its causes, so that the parts sum to the whole.
//!
//! Each cause is switched on in every order, and a part is the mean of what it adds (Shapley 1953): no cause is favoured
//! for being taken first. The split is made history by history, on the same children with the same luck, and only then
//! averaged, so that every part has a paired interval.

use serde::Serialize;

use super::measures::Measure;
use super::study::{Spread, measure_name};

/// Why children with a practice or dedicated team change worker more or less often than the same children without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// What is left when every cause below is switched off: a small team of its own, freshly started.
    OwnTeam,
    Caseload,
    Boundaries,
    Turnover,
    /// Time to fill, structural vacancies, agency cover, and cases evened out when somebody starts.
    Cover,
    StaffAlong,
    /// The change of worker on the transfer itself.
    Transfer,
}

impl Cause {
    /// Those that can be switched one by one, in the order of tables. The team itself comes before them all.
    pub const SWITCHED: [Cause; 6] =
        [Cause::Caseload, Cause::Boundaries, Cause::Turnover, Cause::Cover, Cause::StaffAlong, Cause::Transfer];

    /// Stable name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Cause::OwnTeam => "own-team",
            Cause::Caseload => "caseload",
            Cause::Boundaries => "team-boundaries",
            Cause::Turnover => "turnover",
            Cause::Cover => "vacancies-and-agency",
            Cause::StaffAlong => "staff-who-came-along",
            Cause::Transfer => "transfer",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Cause::OwnTeam => "a small team of its own",
            Cause::Caseload => "caseload",
            Cause::Boundaries => "team boundaries removed",
            Cause::Turnover => "turnover",
            Cause::Cover => "vacancies, agency, evening out",
            Cause::StaffAlong => "staff who came along",
            Cause::Transfer => "the transfer itself",
        }
    }

    /// What is switched, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Cause::OwnTeam => {
                "What is left once every cause below is switched off: the children have a team apart, of its own size and \
                 newly begun, on the authority's terms. It is there before anything else can be switched, so it always comes first."
            }
            Cause::Caseload => {
                "The team's posts by its own children per worker, instead of the authority's caseload for the same children (A57)."
            }
            Cause::Boundaries => {
                "One team keeps the case, instead of passing it on where the authority's passes from team to team, and at 18 (A56)."
            }
            Cause::Turnover => "How often its workers leave, instead of how often the authority's do.",
            Cause::Cover => {
                "Its time to fill a post, posts never filled, agency workers and evening out of cases, instead of the authority's: \
                 what it inherits of these is workforce.inherited_share."
            }
            Cause::StaffAlong => {
                "Some posts begin with the authority's own workers, who bring children along, instead of none."
            }
            Cause::Transfer => {
                "The change of worker on the day of the transfer is counted, instead of left out: a matter of counting, not of the model."
            }
        }
    }
}

/// One cause's part of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    pub cause: Cause,
    /// The part: mean over all orders, history by history; `half_width` is its own 95% interval.
    pub spread: Spread,
    /// Mean effect when it is switched on first, before all others, and last, after all others.
    pub first: f64,
    pub last: f64,
    /// Switching it changes nothing in this scenario: both sides have the same terms.
    pub same_by_construction: bool,
}

/// One policy's difference in one measure, split.
#[derive(Debug, Clone, Serialize)]
pub struct Split {
    pub policy: String,
    pub label: String,
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    /// The same children without the policy, with it, and the difference.
    pub without: Spread,
    pub with: Spread,
    pub whole: Spread,
    /// The team itself first, then the causes of [`Cause::SWITCHED`].
    pub parts: Vec<Part>,
    /// The difference where none, half and all of the authority's agency use, structural vacancies and rebalancing are
    /// inherited.
    pub inherited: Vec<(f64, Spread)>,
}

/// Two policies' differences compared cause by cause: the first less the second.
#[derive(Debug, Clone, Serialize)]
pub struct Between {
    pub first: String,
    pub second: String,
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    pub whole: Spread,
    pub parts: Vec<(Cause, Spread)>,
}

/// A number that a cause rests on, and how well it is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    pub cause: Cause,
    pub key: String,
    pub value: String,
    pub quality: String,
    pub source: String,
}

/// Everything that `swpsim causes` reports.
#[derive(Debug, Clone, Serialize)]
pub struct Causes {
    pub title: String,
    pub note: String,
    pub authority: String,
    pub authority_period: String,
    pub years: u32,
    pub start_date: String,
    pub version: String,
    pub scenario_hash: String,
    pub seed: u64,
    pub replicates: u64,
    pub command: String,
    pub splits: Vec<Split>,
    pub between: Vec<Between>,
    /// By policy.
    pub grounds: Vec<(String, Vec<Ground>)>,
}

impl Causes {
    /// The split of a policy and measure.
    pub fn split(&self, policy: &str, measure: Measure) -> Option<&Split> {
        self.splits.iter().find(|split| split.policy == policy && split.measure == measure)
    }
}

/// The split of one history: each player's mean contribution over all orders (Shapley 1953).
///
/// `values[set]` is the value with the players of the set present, bit i for player i: 2^n values for n players. The
/// parts sum to the value of all less the value of none, to the last bits of the arithmetic.
pub fn shapley(values: &[f64]) -> Vec<f64> {
    let players = values.len().trailing_zeros() as usize;
    debug_assert_eq!(values.len(), 1 << players, "one value for each set of players");
    let weight = weights(players);
    let part = |player: usize| {
        let without = (0..values.len()).filter(|set| set & (1 << player) == 0);
        without
            .map(|set| weight[set.count_ones() as usize] * (values[set | 1 << player] - values[set]))
            .sum::<f64>()
    };
    (0..players).map(part).collect()
}

/// Share of all orders of `n` players in which exactly `s` given ones come before a given other: s! (n-s-1)! / n!.
fn weights(n: usize) -> Vec<f64> {
    let factorial = |k: usize| (1..=k).map(|i| i as f64).product::<f64>();
    (0..n).map(|s| factorial(s) * factorial(n - s - 1) / factorial(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_players_as_worked_by_hand() {
        // none 0, a 1, b 2, ab 4, c 0, ac 5, bc 2, abc 9. By the six orders:
        // a: abc 1, acb 1, bac 2, cab 5, bca 7, cba 7 -> 23/6
        // b: abc 3, acb 4, bac 2, cab 4, bca 2, cba 2 -> 17/6
        // c: abc 5, acb 4, bac 5, cab 0, bca 0, cba 0 -> 14/6
        let parts = shapley(&[0.0, 1.0, 2.0, 4.0, 0.0, 5.0, 2.0, 9.0]);
        for (part, hand) in parts.iter().zip([23.0 / 6.0, 17.0 / 6.0, 14.0 / 6.0]) {
            assert!((part - hand).abs() < 1e-12, "{parts:?}");
        }
    }

    #[test]
    fn effects_that_add_up_are_given_back_as_they_are_and_one_that_does_nothing_gets_nothing() {
        let add = [0.3, 0.0, -1.5, 0.25];
        let values: Vec<f64> =
            (0..16).map(|set| 2.0 + (0..4).filter(|i| set >> i & 1 == 1).map(|i| add[i]).sum::<f64>()).collect();
        for (part, effect) in shapley(&values).iter().zip(add) {
            assert!((part - effect).abs() < 1e-12);
        }
    }

    #[test]
    fn nobody_to_share_with_gets_the_whole_and_nobody_at_all_gets_nothing() {
        assert_eq!(shapley(&[1.0, 4.0]), [3.0]);
        assert!(shapley(&[1.0]).is_empty());
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_whole(players in 1usize..=6, seed in proptest::collection::vec(-10.0f64..10.0, 64)) {
            let values = &seed[..1 << players];
            let sum: f64 = shapley(values).iter().sum();
            prop_assert!((sum - (values[values.len() - 1] - values[0])).abs() < 1e-10);
        }
    }
}
