//! How like the others the allocated children are, and whether an honest lottery would have given the same.
//!
//! The standardised mean difference (SMD) of a number is the difference of means over the root of the mean of both
//! variances; of a share (p1 - p0) / sqrt((p1 q1 + p0 q0) / 2) [Austin 2009]; of several categories the Mahalanobis
//! distance of the shares [Yang & Dalton 2012]. Variances divide by the number of children. No p-values: even an honest
//! lottery of 150 in 400 leaves some SMD above 0.1 more often than not, so each is set against the middle 95% of what
//! honest lotteries from the same candidates give.

use serde::Serialize;
use statrs::distribution::{Binomial, Discrete, DiscreteCDF, Hypergeometric};

use crate::domain::characteristics::{Characteristic, Scale, Sums};
use crate::domain::groups::ChildGroup;
use crate::flow::portraits::{CHANCES, Chosen, LARGEST_GROUP, PanelSums};

/// Share of honest lotteries on each side of the band.
const TAIL: f64 = 0.025;
/// Chance that a policy of honest lotteries is called one that is none, over all characteristics together.
const FALSE_ALARM: f64 = 0.05;

/// A mean, or a share, with its variance.
fn moments(sums: &Sums, at: usize) -> (f64, f64) {
    let n = sums.children();
    let mean = sums.cells[at] / n;
    (mean, (sums.cells[at + 1] / n - mean * mean).max(0.0))
}

/// A difference over a standard deviation; infinite where the groups differ and nobody within them does.
fn standardised(difference: f64, variance: f64) -> f64 {
    if difference == 0.0 { 0.0 } else { difference / variance.sqrt() }
}

/// SMD of one group of children against another: positive where the first has more. Of categories, a distance.
pub fn smd(one: &Sums, other: &Sums, characteristic: Characteristic, areas: usize) -> f64 {
    let at = characteristic.first_cell(areas);
    if one.children() <= 0.0 || other.children() <= 0.0 {
        return f64::NAN;
    }
    match characteristic.scale(areas) {
        Scale::Number => {
            let ((m1, v1), (m0, v0)) = (moments(one, at), moments(other, at));
            standardised(m1 - m0, (v1 + v0) / 2.0)
        }
        Scale::YesNo => smd_of_shares(one.cells[at] / one.children(), other.cells[at] / other.children()),
        Scale::Categories(n) => {
            let shares = |sums: &Sums| -> Vec<f64> {
                sums.cells[at..at + n].iter().map(|cell| cell / sums.children()).collect()
            };
            distance(&shares(one), &shares(other))
        }
    }
}

/// SMD of two shares.
pub fn smd_of_shares(p1: f64, p0: f64) -> f64 {
    standardised(p1 - p0, (p1 * (1.0 - p1) + p0 * (1.0 - p0)) / 2.0)
}

/// Mahalanobis distance of two lists of shares: the first category that anyone is in is left out, as it follows from
/// the others; categories with nobody are left out too.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    const NOBODY: f64 = 1e-12;
    let there: Vec<usize> = (0..one.len()).filter(|&k| one[k] > NOBODY || other[k] > NOBODY).skip(1).collect();
    let difference: Vec<f64> = there.iter().map(|&k| one[k] - other[k]).collect();
    if difference.iter().all(|d| d.abs() < 1e-15) {
        return 0.0;
    }
    let covariance = |k: usize, l: usize| {
        let of = |p: &[f64]| if k == l { p[k] * (1.0 - p[k]) } else { -p[k] * p[l] };
        (of(one) + of(other)) / 2.0
    };
    let matrix = there.iter().map(|&k| there.iter().map(|&l| covariance(k, l)).collect()).collect();
    match solved(matrix, &difference) {
        Some(x) => x.iter().zip(&difference).map(|(a, b)| a * b).sum::<f64>().max(0.0).sqrt(),
        None => f64::INFINITY, // no category that both groups share
    }
}

/// Solves a symmetric system by elimination with pivots; `None` where it has no single solution.
fn solved(mut matrix: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut x = right.to_vec();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-13 {
            return None;
        }
        matrix.swap(column, pivot);
        x.swap(column, pivot);
        for row in column + 1..n {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            let pairs = below[0].iter_mut().zip(&above[column]).skip(column);
            pairs.for_each(|(cell, top)| *cell -= factor * top);
            x[row] -= factor * x[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| matrix[row][k] * x[k]).sum();
        x[row] = (x[row] - known) / matrix[row][row];
    }
    Some(x)
}

/// The band of |SMD| of a share when `chosen` of `eligible` children are drawn, `yes` of whom have the trait: exact,
/// by the hypergeometric law of how many of the chosen have it. `smd` gives the SMD of so many.
pub fn hypergeometric_band(eligible: u64, yes: u64, chosen: u64, smd: impl Fn(u64) -> f64) -> (f64, f64) {
    let Ok(law) = Hypergeometric::new(eligible, yes, chosen) else { return (f64::NAN, f64::NAN) };
    let least = (chosen + yes).saturating_sub(eligible);
    let mut sizes: Vec<(f64, f64)> = (least..=yes.min(chosen)).map(|k| (smd(k).abs(), law.pmf(k))).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut so_far = 0.0;
    let reached: Vec<(f64, f64)> = sizes
        .into_iter()
        .map(|(size, probability)| {
            so_far += probability;
            (size, so_far)
        })
        .collect();
    let quantile = |p: f64| {
        reached.iter().find(|(_, reach)| *reach >= p - 1e-12).or(reached.last()).map_or(f64::NAN, |r| r.0)
    };
    (quantile(TAIL), quantile(1.0 - TAIL))
}

/// The band of simulated lotteries: a further honest one lies above it in at most 1 of 40 cases, and below it too.
pub fn simulated_band(mut sizes: Vec<f64>) -> (f64, f64) {
    if sizes.is_empty() || sizes.iter().any(|size| size.is_nan()) {
        return (f64::NAN, f64::NAN);
    }
    sizes.sort_by(f64::total_cmp);
    let n = sizes.len();
    let low = ((TAIL * (n + 1) as f64).floor() as usize).clamp(1, n);
    let high = (((1.0 - TAIL) * (n + 1) as f64).ceil() as usize).clamp(1, n);
    (sizes[low - 1], sizes[high - 1])
}

/// With whom the allocated children are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    Left,
    All,
}

impl Others {
    fn of(self, chosen: &Chosen) -> &Sums {
        match self {
            Others::Left => &chosen.left,
            Others::All => &chosen.all,
        }
    }
}

/// One history's SMD with the band of honest lotteries on the same panels.
fn in_history(panels: &PanelSums, others: Others, characteristic: Characteristic) -> Banded {
    let of = |chosen: &Chosen| smd(&chosen.chosen, others.of(chosen), characteristic, panels.areas);
    let exact =
        panels.panels == 1 && !panels.siblings_together && characteristic.scale(panels.areas) == Scale::YesNo;
    let band = if exact {
        let at = characteristic.first_cell(panels.areas);
        let (n, eligible) = (panels.observed.chosen.children(), panels.eligible.children());
        let yes = panels.eligible.cells[at];
        let all = panels.observed.all.cells[at] / panels.observed.all.children();
        let size = |k: u64| {
            let k = k as f64;
            let share = if others == Others::Left { (yes - k) / (eligible - n) } else { all };
            smd_of_shares(k / n, share)
        };
        hypergeometric_band(eligible as u64, yes as u64, n as u64, size)
    } else {
        simulated_band(panels.lotteries.iter().map(|chosen| of(chosen).abs()).collect())
    };
    (of(&panels.observed), band)
}

/// The allocated children against others, on one characteristic, over histories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Balance {
    /// Median |SMD| of a history.
    pub typical: f64,
    /// Mean SMD: positive where the allocated have more; NaN for categories.
    pub mean: f64,
    /// Ends of the middle 95% of |SMD| of honest lotteries, means over histories.
    pub lottery_low: f64,
    pub lottery_high: f64,
    /// Histories whose |SMD| lies above the upper end of their own lotteries.
    pub beyond: u64,
    /// More of them than honest lotteries would give.
    pub no_lottery: bool,
}

/// One characteristic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceLine {
    pub characteristic: &'static str,
    pub against_left: Balance,
    pub against_all: Balance,
    /// Means (or shares) of the allocated, of those left and of all looked after; none for categories.
    pub means: Option<[f64; 3]>,
}

/// Mean chance of selection of one kind of child at the first panel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChanceLine {
    pub dimension: &'static str,
    pub group: &'static str,
    /// Children a panel, mean over histories.
    pub children: f64,
    pub chance: f64,
}

/// Whom a policy's panels choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Representativeness {
    /// Position of the policy.
    pub arm: usize,
    /// Histories looked at.
    pub histories: u64,
    /// Means over histories: children allocated by panels that left somebody, and such panels.
    pub allocated: f64,
    pub panels: f64,
    pub lines: Vec<BalanceLine>,
    /// Share of the first panel's children whose chance is 0, in each tenth, and 1.
    pub chances: Vec<f64>,
    pub chance_by_group: Vec<ChanceLine>,
}

impl Representativeness {
    /// Characteristics on which the allocated differ from those left by more than honest lotteries would.
    pub fn beyond_a_lottery(&self) -> Vec<&BalanceLine> {
        self.lines.iter().filter(|line| line.against_left.no_lottery).collect()
    }

    /// Mean chance of selection at the first panel.
    pub fn mean_chance(&self) -> f64 {
        let one = &self.chance_by_group[..2.min(self.chance_by_group.len())]; // boys and girls: everybody once
        let children: f64 = one.iter().map(|line| line.children).sum();
        one.iter().map(|line| line.children * line.chance).sum::<f64>() / children
    }
}

/// An SMD with the band of honest lotteries.
type Banded = (f64, (f64, f64));

/// What is kept of one history.
#[derive(Debug, Clone, PartialEq)]
struct History {
    /// By characteristic: against those left, and against all looked after.
    against: [Vec<Banded>; 2],
    means: Vec<[f64; 3]>,
    allocated: f64,
    panels: u32,
}

/// Gathers the histories of one policy in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    areas: usize,
    histories: Vec<History>,
    chances: Vec<f64>,
    groups: Vec<(f64, f64)>,
    sizes: Vec<(f64, f64)>,
}

impl Gathered {
    /// One history more; one whose panels never had to choose says nothing.
    pub fn push(&mut self, panels: &PanelSums) {
        if panels.panels == 0 {
            return;
        }
        let against = [Others::Left, Others::All]
            .map(|others| Characteristic::ALL.iter().map(|&c| in_history(panels, others, c)).collect());
        let mean = |sums: &Sums, c: Characteristic| sums.cells[c.first_cell(panels.areas)] / sums.children();
        let Chosen { chosen, left, all } = &panels.observed;
        let means = Characteristic::ALL.iter().map(|&c| [chosen, left, all].map(|sums| mean(sums, c))).collect();
        self.histories.push(History { against, means, allocated: chosen.children(), panels: panels.panels });
        self.areas = panels.areas;
        self.chances.resize(CHANCES, 0.0);
        self.chances.iter_mut().zip(panels.chances).for_each(|(sum, n)| *sum += n);
        let add = |sums: &mut Vec<(f64, f64)>, kinds: &[crate::flow::portraits::ChanceOf]| {
            sums.resize(kinds.len(), (0.0, 0.0));
            for (sum, kind) in sums.iter_mut().zip(kinds) {
                *sum = (sum.0 + kind.children, sum.1 + kind.chances);
            }
        };
        add(&mut self.groups, &panels.by_group);
        add(&mut self.sizes, &panels.by_size);
    }

    /// The policy's result; nothing where no history had a choice to make.
    pub fn result(&self, arm: usize) -> Option<Representativeness> {
        let n = self.histories.len();
        if n == 0 {
            return None;
        }
        let mean = |values: &dyn Fn(&History) -> f64| self.histories.iter().map(values).sum::<f64>() / n as f64;
        let line = |(at, c): (usize, &Characteristic)| BalanceLine {
            characteristic: c.label(),
            against_left: self.balance(0, at, *c),
            against_all: self.balance(1, at, *c),
            means: (!is_list(*c)).then(|| [0, 1, 2].map(|who| mean(&|h| h.means[at][who]))),
        };
        let children: f64 = self.chances.iter().sum();
        Some(Representativeness {
            arm,
            histories: n as u64,
            allocated: mean(&|h| h.allocated),
            panels: mean(&|h| f64::from(h.panels)),
            lines: Characteristic::ALL.iter().enumerate().filter(|(_, c)| self.tells(**c)).map(line).collect(),
            chances: self.chances.iter().map(|count| count / children).collect(),
            chance_by_group: self.chance_lines(n as f64),
        })
    }

    /// An authority of one area says nothing about areas.
    fn tells(&self, characteristic: Characteristic) -> bool {
        characteristic != Characteristic::Area || self.areas > 1
    }

    fn balance(&self, others: usize, at: usize, characteristic: Characteristic) -> Balance {
        let all: Vec<&Banded> = self.histories.iter().map(|h| &h.against[others][at]).collect();
        let n = all.len();
        let mut sizes: Vec<f64> = all.iter().map(|(smd, _)| smd.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let mean = |value: &dyn Fn(&Banded) -> f64| all.iter().map(|h| value(h)).sum::<f64>() / n as f64;
        let beyond = all.iter().filter(|(smd, (_, high))| smd.abs() > *high + 1e-12).count() as u64;
        Balance {
            typical: super::spread::quantile(&sizes, 0.5),
            mean: if is_list(characteristic) { f64::NAN } else { mean(&|h| h.0) },
            lottery_low: mean(&|h| h.1.0),
            lottery_high: mean(&|h| h.1.1),
            beyond,
            no_lottery: beyond > most_by_chance(n as u64),
        }
    }

    fn chance_lines(&self, histories: f64) -> Vec<ChanceLine> {
        const SIZES: [&str; LARGEST_GROUP] = ["alone", "two siblings", "three", "four", "five or more"];
        let chance = |(children, chances): (f64, f64)| (children / histories, chances / children);
        let line = |dimension, group, sums| {
            let (children, chance) = chance(sums);
            ChanceLine { dimension, group, children, chance }
        };
        let groups = self.groups.iter().enumerate().map(|(place, sums)| {
            let ChildGroup { dimension, name } = ChildGroup::at(place);
            line(if dimension == "age at transfer" { "age" } else { dimension }, name, *sums)
        });
        let sizes =
            SIZES.iter().zip(&self.sizes).map(|(name, sums)| line("siblings before the panel", *name, *sums));
        let mut lines: Vec<ChanceLine> = groups.chain(sizes).filter(|line| line.children > 0.0).collect();
        lines.sort_by_key(|line| line.dimension != "sex"); // everybody is a boy or a girl: the whole first
        lines
    }
}

fn is_list(characteristic: Characteristic) -> bool {
    matches!(characteristic.scale(1), Scale::Categories(_))
}

/// The most histories of so many that would lie beyond their band by chance, with [`FALSE_ALARM`] shared over all
/// characteristics.
fn most_by_chance(histories: u64) -> u64 {
    let Ok(law) = Binomial::new(TAIL, histories) else { return histories };
    let allowed = FALSE_ALARM / Characteristic::COUNT as f64;
    (0..histories).find(|k| 1.0 - law.cdf(*k) < allowed).unwrap_or(histories)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::characteristics::Portrait;
    use crate::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};
    use crate::randomness::{Chance, Luck, uniform};

    fn child(age: f64, male: bool, ethnicity: usize) -> Portrait {
        Portrait {
            age_years: age,
            days_in_care: 400.0,
            foreseeable_cost_gbp: 1000.0,
            male,
            disabled: false,
            unaccompanied: false,
            ethnicity: Ethnicity::at(ethnicity),
            band: Band::Band1,
            need: Need::N1,
            legal: LegalStatus::FullOrder,
            placement: PlacementType::InhouseFoster,
            area: 0,
        }
    }

    fn sums(children: &[Portrait]) -> Sums {
        let mut all = Sums::nobody(1);
        children.iter().for_each(|c| all.add(c));
        all
    }

    #[test]
    fn differences_are_those_worked_by_hand() {
        // ages 8, 12 (mean 10, variance 4) against 6, 8, 10 (mean 8, variance 8/3): 2 / sqrt(10/3)
        let one = sums(&[child(8.0, true, 0), child(12.0, false, 0)]);
        let other = sums(&[child(6.0, true, 0), child(8.0, true, 0), child(10.0, false, 0)]);
        assert!((smd(&one, &other, Characteristic::Age, 1) - 2.0 / (10.0f64 / 3.0).sqrt()).abs() < 1e-12);
        // boys 1/2 against 2/3: -1/6 over sqrt((1/4 + 2/9) / 2)
        let boys = -(1.0 / 6.0) / ((0.25 + 2.0 / 9.0) / 2.0f64).sqrt();
        assert!((smd(&one, &other, Characteristic::Sex, 1) - boys).abs() < 1e-12);
        assert_eq!(smd(&one, &other, Characteristic::Disability, 1), 0.0);
    }

    #[test]
    fn two_categories_are_as_far_apart_as_the_share_and_three_as_worked_by_hand() {
        assert!((distance(&[0.3, 0.7], &[0.5, 0.5]) - smd_of_shares(0.7, 0.5).abs()).abs() < 1e-12);
        // shares (.5 .3 .2) and (.4 .4 .2): difference (-.1, 0) in the last two; their covariance is
        // [[.225, -.07], [-.07, .16]], whose inverse has .16 / (.036 - .0049) = 5.144695 first
        let d = distance(&[0.5, 0.3, 0.2], &[0.4, 0.4, 0.2]);
        assert!((d * d - 0.01 * 0.16 / 0.0311).abs() < 1e-12, "{d}");
        // which category is left out does not matter
        assert!((distance(&[0.2, 0.5, 0.3], &[0.2, 0.4, 0.4]) - d).abs() < 1e-12);
        assert_eq!(distance(&[1.0, 0.0], &[0.0, 1.0]), f64::INFINITY);
    }

    #[test]
    fn the_exact_band_is_that_of_every_draw_counted() {
        // 3 of 8 children, 4 of them boys: all 56 draws counted
        let boys = |draw: u32| (draw & 0b1111).count_ones() as f64;
        let size = |k: f64| smd_of_shares(k / 3.0, (4.0 - k) / 5.0);
        let mut all: Vec<f64> =
            (0u32..256).filter(|draw| draw.count_ones() == 3).map(|draw| size(boys(draw)).abs()).collect();
        all.sort_by(f64::total_cmp);
        let rank = |p: f64| all[((p * 56.0).ceil() as usize).max(1) - 1];
        let band = hypergeometric_band(8, 4, 3, |k| size(k as f64));
        assert_eq!(all.len(), 56);
        assert!((band.0 - rank(0.025)).abs() < 1e-12 && (band.1 - rank(0.975)).abs() < 1e-12, "{band:?}");
    }

    #[test]
    fn a_lottery_of_150_in_400_often_leaves_more_than_a_tenth_on_a_share_of_a_quarter() {
        // p1 - p0 has variance .1875 x (400/250)^2 x 250/399 / 150, so sd .0448: .1034 of the standard deviation .433.
        // |z| is below 2.2414 in 97.5%: .232. The least |SMD| possible is that of 37 or 38 of 150: .0123
        let (low, high) =
            hypergeometric_band(400, 100, 150, |k| smd_of_shares(k as f64 / 150.0, (100.0 - k as f64) / 250.0));
        assert!((low - 0.0123).abs() < 0.0005 && (high - 0.232).abs() < 0.013, "{low} {high}");
    }

    /// Panels of honest lotteries: 12 of 40 children of invented ages and sexes.
    fn honest(replicate: u64, lotteries: usize) -> PanelSums {
        let luck = Luck::new(11, replicate);
        let children: Vec<Portrait> = (0..40)
            .map(|i| {
                let mut source = luck.source(Chance::Characteristics, i, 0);
                let (age, sex, ethnicity) = (uniform(&mut source), uniform(&mut source), uniform(&mut source));
                child(18.0 * age, sex < 0.55, usize::from(ethnicity < 0.3))
            })
            .collect();
        let eligible = sums(&children);
        let draw = |nth: u64| {
            let mut source = luck.source(Chance::HonestLottery, 0, nth);
            let mut order: Vec<(f64, usize)> = (0..40).map(|i| (uniform(&mut source), i)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            let taken: Vec<Portrait> = order[..12].iter().map(|(_, i)| children[*i]).collect();
            let chosen = sums(&taken);
            let mut left = Sums::nobody(1);
            left.add_weighted(&Sums::rest(&eligible, &chosen), 12.0 / 28.0);
            let mut all = Sums::nobody(1);
            all.add_weighted(&eligible, 12.0 / 40.0);
            Chosen { chosen, left, all }
        };
        let mut panels = PanelSums::new(1);
        panels.observed = draw(u64::MAX);
        panels.lotteries = (0..lotteries as u64).map(draw).collect();
        (panels.panels, panels.eligible, panels.siblings_together) = (1, eligible.clone(), true);
        panels
    }

    #[test]
    fn an_honest_lottery_lies_above_its_band_in_one_of_forty_histories() {
        // 2,000 histories, 199 lotteries each: exactly 1 in 40 above for a continuous number. Tolerance 4 standard errors
        let mut above = 0;
        for replicate in 0..2000 {
            let (smd, (_, high)) = in_history(&honest(replicate, 199), Others::Left, Characteristic::Age);
            above += u32::from(smd.abs() > high);
        }
        let share = f64::from(above) / 2000.0;
        assert!((share - 0.025).abs() < 4.0 * (0.025 * 0.975 / 2000.0f64).sqrt(), "{share}");
    }

    #[test]
    fn honest_lotteries_are_called_so_and_sorting_by_age_is_not() {
        let mut gathered = Gathered::default();
        (0..40).for_each(|replicate| gathered.push(&honest(replicate, 199)));
        assert!(gathered.result(1).unwrap().beyond_a_lottery().is_empty());
        let mut sorted = Gathered::default();
        for replicate in 0..40 {
            let mut panels = honest(replicate, 199);
            panels.observed.chosen =
                sums(&(0..12).map(|i| child(15.0 + f64::from(i) / 6.0, i % 2 == 0, 0)).collect::<Vec<_>>());
            sorted.push(&panels);
        }
        let result = sorted.result(1).unwrap();
        assert!(result.beyond_a_lottery().iter().any(|line| line.characteristic == "age"));
        assert!(result.lines[0].against_left.mean > 1.0 && result.lines[0].means.is_some());
    }
}
