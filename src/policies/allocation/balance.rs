//! Balance between those who move and those who stay: levels of characteristics, and the Mahalanobis distance of means.

use super::Candidate;
use crate::domain::codes::{AgeBand, Band, Ethnicity, LegalStatus, Need};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Factor;

/// Upper ends of the classes of time in care, years.
const CARE_YEARS: [f64; 3] = [1.0, 2.0, 5.0];

/// The class of a candidate in a characteristic, from 0.
pub(super) fn level(factor: Factor, c: &Candidate) -> usize {
    match factor {
        Factor::Band => c.band as usize,
        Factor::Age => AgeBand::of(c.age_days / YEAR_DAYS) as usize,
        Factor::Sex => usize::from(c.male),
        Factor::Ethnicity => c.ethnicity as usize,
        Factor::Need => c.need as usize,
        Factor::Legal => c.legal as usize,
        Factor::Area => c.area as usize,
        Factor::Unaccompanied => usize::from(c.unaccompanied),
        Factor::TimeInCare => {
            CARE_YEARS.iter().position(|end| c.days_in_care < end * YEAR_DAYS).unwrap_or(CARE_YEARS.len())
        }
    }
}

/// How many classes a characteristic has; areas as many as there are.
pub(super) fn levels(factor: Factor, candidates: &[Candidate]) -> usize {
    match factor {
        Factor::Band => Band::COUNT,
        Factor::Age => AgeBand::COUNT,
        Factor::Sex | Factor::Unaccompanied => 2,
        Factor::Ethnicity => Ethnicity::COUNT,
        Factor::Need => Need::COUNT,
        Factor::Legal => LegalStatus::COUNT,
        Factor::Area => candidates.iter().map(|c| c.area as usize + 1).max().unwrap_or(0),
        Factor::TimeInCare => CARE_YEARS.len() + 1,
    }
}

/// Means of characteristics over a list of candidates, and how far two parts of it lie apart.
///
/// Age and time in care count as numbers, the others by a column for each class but the first.
#[derive(Debug, Clone)]
pub struct Balance {
    /// Positions of the candidates by their keys: sums are taken in this order, whatever the order of the list.
    order: Vec<usize>,
    /// One row for each candidate in that order, less the mean over all.
    rows: Vec<Vec<f64>>,
    /// Factor L of the covariance L D L', rows below the diagonal; columns that follow from others have D = 0.
    lower: Vec<Vec<f64>>,
    diagonal: Vec<f64>,
}

impl Balance {
    /// Takes the covariance over all candidates.
    pub fn of(candidates: &[Candidate], factors: &[Factor]) -> Self {
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|&i| candidates[i].key);
        let mut rows: Vec<Vec<f64>> =
            order.iter().map(|&i| columns(factors, &candidates[i], candidates)).collect();
        let (n, width) = (rows.len(), rows.first().map_or(0, Vec::len));
        for j in 0..width {
            let mean = rows.iter().map(|row| row[j]).sum::<f64>() / n as f64;
            rows.iter_mut().for_each(|row| row[j] -= mean);
        }
        let covariance = |i: usize, j: usize| {
            rows.iter().map(|row| row[i] * row[j]).sum::<f64>() / (n.saturating_sub(1)).max(1) as f64
        };
        let mut lower = vec![vec![0.0; width]; width];
        let mut diagonal = vec![0.0; width];
        for i in 0..width {
            for j in 0..i {
                let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k] * diagonal[k]).sum();
                lower[i][j] = if diagonal[j] > 0.0 { (covariance(i, j) - known) / diagonal[j] } else { 0.0 };
            }
            let own = covariance(i, i);
            let known: f64 = (0..i).map(|k| lower[i][k] * lower[i][k] * diagonal[k]).sum();
            diagonal[i] = if own - known > 1e-9 * own { own - known } else { 0.0 };
        }
        Self { order, rows, lower, diagonal }
    }

    /// Mahalanobis distance between the means of those chosen and of the others, scaled by their numbers so that it is
    /// about chi-squared with as many degrees of freedom as columns (Morgan & Rubin 2012). 0 where either part is empty.
    pub fn distance(&self, chosen: &[bool]) -> f64 {
        let (n, taken) = (self.rows.len(), chosen.iter().filter(|c| **c).count());
        if taken == 0 || taken == n {
            return 0.0;
        }
        let (ours, theirs) = (taken as f64, (n - taken) as f64);
        let width = self.diagonal.len();
        let mut apart = vec![0.0; width];
        for (row, &position) in self.rows.iter().zip(&self.order) {
            let share = if chosen[position] { 1.0 / ours } else { -1.0 / theirs };
            apart.iter_mut().zip(row).for_each(|(sum, x)| *sum += share * x);
        }
        let mut squared = 0.0;
        for i in 0..width {
            let known: f64 = (0..i).map(|k| self.lower[i][k] * apart[k]).sum();
            apart[i] -= known;
            if self.diagonal[i] > 0.0 {
                squared += apart[i] * apart[i] / self.diagonal[i];
            } else {
                apart[i] = 0.0;
            }
        }
        squared * ours * theirs / n as f64
    }
}

fn columns(factors: &[Factor], c: &Candidate, all: &[Candidate]) -> Vec<f64> {
    let mut row = vec![];
    for &factor in factors {
        match factor {
            Factor::Age => row.push(c.age_days / YEAR_DAYS),
            Factor::TimeInCare => row.push(c.days_in_care / YEAR_DAYS),
            _ => {
                let own = level(factor, c);
                row.extend((1..levels(factor, all)).map(|l| if l == own { 1.0 } else { 0.0 }));
            }
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::super::tests::child;
    use super::*;

    fn aged(ages: &[f64]) -> Vec<Candidate> {
        ages.iter().enumerate().map(|(i, age)| child(i as u32, i as u64, 0, *age, 0.0)).collect()
    }

    #[test]
    fn the_distance_of_one_number_is_the_squared_difference_of_means_in_standard_errors() {
        // ages 1, 2, 3, 4: variance 5/3; 1 and 2 against 3 and 4: (2^2) / (5/3 (1/2 + 1/2)) = 2.4
        let balance = Balance::of(&aged(&[1.0, 2.0, 3.0, 4.0]), &[Factor::Age]);
        assert!((balance.distance(&[true, true, false, false]) - 2.4).abs() < 1e-9);
        assert!(balance.distance(&[true, false, false, true]).abs() < 1e-12);
        assert_eq!(balance.distance(&[true; 4]), 0.0);
    }

    #[test]
    fn a_column_that_follows_from_the_others_changes_nothing() {
        let mut cs = aged(&[1.0, 5.0, 7.0, 12.0, 3.0, 16.0]);
        cs.iter_mut().for_each(|c| c.days_in_care = 2.0 * c.age_days);
        let chosen = [true, false, true, false, false, true];
        let one = Balance::of(&cs, &[Factor::Age, Factor::Sex]).distance(&chosen);
        let twice = Balance::of(&cs, &[Factor::Age, Factor::Sex, Factor::TimeInCare]).distance(&chosen);
        assert!((one - twice).abs() < 1e-9, "{one} {twice}");
    }

    #[test]
    fn two_numbers_are_worked_by_hand() {
        // ages 0, 0, 2, 2 and sex 0, 1, 0, 1 are uncorrelated: the distances add up
        let mut cs = aged(&[0.0, 0.0, 2.0, 2.0]);
        cs.iter_mut().zip([false, true, false, true]).for_each(|(c, male)| c.male = male);
        let chosen = [false, false, false, true];
        let of = |factors: &[Factor]| Balance::of(&cs, factors).distance(&chosen);
        assert!((of(&[Factor::Age, Factor::Sex]) - of(&[Factor::Age]) - of(&[Factor::Sex])).abs() < 1e-12);
    }
}
